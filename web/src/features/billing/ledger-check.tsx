import { Button, Group, Text, Title } from "@mantine/core";
import type { LedgerFault, LedgerIntegrity } from "@pms/contracts/billing/ledger";
import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { AlertIcon, CheckIcon } from "../../components/icons.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import classes from "./billing.module.css";
import { checkWords } from "./chart-words.ts";

/** Asked for, since it reads the whole ledger. */
export function LedgerCheck() {
  const query = useQuery({
    queryKey: ["ledger-integrity"],
    queryFn: ({ signal }) => call("GET", "/api/billing/integrity", { signal }),
    enabled: false,
    retry: false,
  });
  const { instant } = useFormats();
  const { data } = query;
  return (
    <section className="surface" style={{ marginTop: 24 }} aria-label={t("Check of the ledger")}>
      <Group justify="space-between" className={classes.head}>
        <div>
          <Title order={2}>{t("Check of the ledger")}</Title>
          <Text size="sm" c="dimmed" role="status">
            {data
              ? t("Checked {when}", { when: instant(data.checkedAt) })
              : t("Compares all that is kept with every single entry. It takes seconds.")}{" "}
            {data && <Outcome ok={data.ok} />}
          </Text>
        </div>
        <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
          {t("Check now")}
        </Button>
      </Group>
      {query.isError && (
        <Failure
          what={t("The ledger could not be checked.")}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {data && !query.isError && <Checks checks={data.checks} />}
    </section>
  );
}

function Outcome({ ok }: { ok: boolean }) {
  return ok ? (
    <Tag tone="ok" icon={<CheckIcon size={14} />}>
      {t("The ledger is sound")}
    </Tag>
  ) : (
    <Tag tone="danger" icon={<AlertIcon size={14} />}>
      {t("The ledger is not sound")}
    </Tag>
  );
}

function Checks({ checks }: Pick<LedgerIntegrity, "checks">) {
  return (
    <table className={classes.figures} aria-label={t("Check of the ledger")}>
      <thead>
        <tr>
          <th scope="col">{t("What is checked")}</th>
          <th scope="col">{t("Found")}</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ name, ok, count, first }) => (
          <tr key={name}>
            <th scope="row">{checkWords[name]}</th>
            <td>
              {ok ? (
                <Tag tone="ok" icon={<CheckIcon size={14} />}>
                  {t("As it should be")}
                </Tag>
              ) : (
                <Tag tone="danger" icon={<AlertIcon size={14} />}>
                  {t("{count, plural, one {# differs} other {# differ}}", { count })}
                </Tag>
              )}
              {first && <Where fault={first} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The first of what differs, as whoever looks into it needs it. */
function Where({ fault: { accountId, transactionId, sequence, ledgerAccount, on } }: { fault: LedgerFault }) {
  const told = [
    accountId && t("account {id}", { id: accountId }),
    sequence !== undefined && t("number {number}", { number: sequence }),
    transactionId && t("transaction {id}", { id: transactionId }),
    ledgerAccount,
    on,
  ].filter(Boolean);
  return (
    <Text size="sm" className={classes.where}>
      {t("First: {where}", { where: told.join(", ") })}
    </Text>
  );
}
