import { Stack, Title } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { Mrn } from "../../components/mrn.tsx";
import rowClasses from "../../components/rows.module.css";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { describeBirth } from "../../patient/born.ts";
import { Deceased } from "../../patient/deceased.tsx";
import { PatientName } from "../../patient/names.tsx";
import { patientById } from "../../patient/queries.ts";

const shownMax = 10;
const largest = queryOptions({
  queryKey: ["billing-home", "largest"],
  queryFn: ({ signal }) =>
    call("GET", "/api/billing/accounts", { query: { sort: "-balance", status: "active", limit: shownMax }, signal }),
  // Each reading is an entry of the audit log.
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});

/** Who owes most: the row leads to the ledger. */
export function LargestBalances() {
  const query = useQuery(largest);
  const owing = query.data?.data.filter(({ balance }) => balance.amountMinor > 0) ?? [];
  return (
    <Stack gap="sm">
      <Title order={2}>{t("Largest balances")}</Title>
      {query.isPending && <Waiting rows={shownMax} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("Billing did not answer.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && owing.length === 0 && (
        <div className="surface">
          <Empty>{t("Nobody owes anything.")}</Empty>
        </div>
      )}
      {owing.length > 0 && (
        <div className="surface">
          {/* biome-ignore lint/a11y/noRedundantRoles: as cards on a phone it would otherwise stop being a table */}
          <table className={rowClasses.table} role="table" aria-label={t("Largest balances")}>
            <thead>
              <tr>
                <th scope="col">{t("Patient")}</th>
                <th scope="col">{t("Born")}</th>
                <th scope="col">{t("MRN")}</th>
                <th scope="col">{t("Payer is to pay")}</th>
                <th scope="col" className={rowClasses.right}>
                  {t("Balance")}
                </th>
              </tr>
            </thead>
            <tbody>
              {owing.map((account) => (
                <Row key={account.id} account={account} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Stack>
  );
}

function Row({ account }: { account: Account }) {
  const { data: patient, isError } = useQuery({ ...patientById(account.patientId), staleTime: 60_000 });
  const { money, reading } = useFormats();
  return (
    <tr className={rowClasses.link}>
      <td data-wide>
        <Link to="/patients/$id/ledger" params={{ id: account.patientId }} data-row={account.id}>
          {patient ? <PatientName patient={patient} /> : isError ? t("Not read") : "…"}
        </Link>{" "}
        {patient && <Deceased patient={patient} />}
      </td>
      <td className={`tabular ${rowClasses.fixed}`}>{patient && describeBirth(patient, reading.today)}</td>
      <td>{patient && <Mrn value={patient.mrn} />}</td>
      <td
        className="tabular"
        {...(account.payerBalance.amountMinor > 0 ? { "data-label": t("Payer") } : { "data-roomy": "" })}
      >
        {account.payerBalance.amountMinor > 0 ? money(account.payerBalance) : "—"}
      </td>
      <td className={rowClasses.right}>{money(account.balance)}</td>
    </tr>
  );
}
