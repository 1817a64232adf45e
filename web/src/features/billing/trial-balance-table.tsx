import { Anchor, Text } from "@mantine/core";
import { ledgerAccountTypes, type TrialBalance } from "@pms/contracts/billing/ledger";
import { Link } from "@tanstack/react-router";
import { AlertIcon, CheckIcon } from "../../components/icons.tsx";
import { Tag } from "../../components/tag.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useMay } from "../../session/session.ts";
import classes from "./billing.module.css";
import { accountName, pageBehind, typeWords } from "./chart-words.ts";

type Line = TrialBalance["accounts"][number];
type Side = "debit" | "credit";

/** The accounts by type, each type with its sums; both columns come to the same. */
export function TrialBalanceTable({ data }: { data: TrialBalance }) {
  const { money, date } = useFormats();
  const { currency, difference, accounts } = data;
  const sum = (lines: readonly Line[], side: Side) =>
    money({ amountMinor: lines.reduce((total, line) => total + line[side].amountMinor, 0), currency });
  return (
    <section className="surface" style={{ marginTop: 16 }} aria-label={t("Trial balance")}>
      <div className={classes.head}>
        <Text size="sm" c="dimmed" className="tabular">
          {t("At the end of {date}", { date: date(data.asOf) })} · {currency}{" "}
          {difference.amountMinor === 0 ? (
            <Tag tone="ok" icon={<CheckIcon size={14} />}>
              {t("The books agree")}
            </Tag>
          ) : (
            <Tag tone="danger" icon={<AlertIcon size={14} />}>
              {t("Off by {amount}", { amount: money(difference) })}
            </Tag>
          )}
        </Text>
      </div>
      {accounts.length === 0 && (
        <Text px="md" pb="md">
          {t("Nothing is posted until then.")}
        </Text>
      )}
      {accounts.length > 0 && (
        <table className={classes.figures} aria-label={t("Trial balance")}>
          <thead>
            <tr>
              <th scope="col">{t("Ledger account")}</th>
              <th scope="col" className={classes.num}>
                {t("Debit")}
              </th>
              <th scope="col" className={classes.num}>
                {t("Credit")}
              </th>
            </tr>
          </thead>
          {ledgerAccountTypes.map((type) => {
            const lines = accounts.filter((line) => line.type === type);
            if (lines.length === 0) return null;
            return (
              <tbody key={type}>
                <tr className={classes.group}>
                  <th scope="rowgroup">{typeWords[type]}</th>
                  <td className={classes.num}>{sum(lines, "debit")}</td>
                  <td className={classes.num}>{sum(lines, "credit")}</td>
                </tr>
                {lines.map((line) => (
                  <AccountLine key={line.account} line={line} />
                ))}
              </tbody>
            );
          })}
          <tfoot>
            <tr>
              <th scope="row">{t("Together")}</th>
              <td className={classes.num}>{sum(accounts, "debit")}</td>
              <td className={classes.num}>{sum(accounts, "credit")}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  );
}

function AccountLine({ line }: { line: Line }) {
  const { money } = useFormats();
  const may = useMay();
  const behind = pageBehind(line.account);
  const shown = (side: Side) => (line[side].amountMinor === 0 ? "" : money(line[side]));
  const name = accountName(line);
  return (
    <tr>
      <th scope="row">
        <span className={classes.number}>{line.number}</span>{" "}
        {behind && may(behind.needs) ? (
          <Anchor component={Link} to={behind.to} inherit>
            {name}
          </Anchor>
        ) : (
          name
        )}
      </th>
      <td className={classes.num}>{shown("debit")}</td>
      <td className={classes.num}>{shown("credit")}</td>
    </tr>
  );
}
