import { Stack, Title } from "@mantine/core";
import type { OwingAccount } from "@pms/contracts/billing/aging";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
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
const oldest = queryOptions({
  queryKey: ["billing-home", "oldest"],
  queryFn: ({ signal }) => call("GET", "/api/billing/aging/accounts", { query: { limit: shownMax }, signal }),
  // Each reading is an entry of the audit log.
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});

/** Who owes longest: the row leads to the ledger. Nothing is shown where nobody owes. */
export function OldestBalances() {
  const query = useQuery(oldest);
  const owing = query.data?.data ?? [];
  if (query.isSuccess && owing.length === 0) return null;
  return (
    <Stack gap="sm">
      <Title order={2}>{t("Oldest balances")}</Title>
      {query.isPending && <Waiting rows={shownMax} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("Billing did not answer.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {owing.length > 0 && (
        <div className="surface">
          {/* biome-ignore lint/a11y/noRedundantRoles: as cards on a phone it would otherwise stop being a table */}
          <table className={rowClasses.table} role="table" aria-label={t("Oldest balances")}>
            <thead>
              <tr>
                <th scope="col">{t("Patient")}</th>
                <th scope="col">{t("Born")}</th>
                <th scope="col">{t("MRN")}</th>
                <th scope="col">{t("Owed since")}</th>
                <th scope="col" className={rowClasses.right}>
                  {t("Owed")}
                </th>
              </tr>
            </thead>
            <tbody>
              {owing.map((account) => (
                <Row key={account.accountId} account={account} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Stack>
  );
}

function Row({ account }: { account: OwingAccount }) {
  const { data: patient, isError } = useQuery({ ...patientById(account.patientId), staleTime: 60_000 });
  const { money, date, reading } = useFormats();
  return (
    <tr className={rowClasses.link}>
      <td data-wide>
        <Link to="/patients/$id/ledger" params={{ id: account.patientId }} data-row={`oldest-${account.accountId}`}>
          {patient ? <PatientName patient={patient} /> : isError ? t("Not read") : "…"}
        </Link>{" "}
        {patient && <Deceased patient={patient} />}
      </td>
      <td className={`tabular ${rowClasses.fixed}`}>{patient && describeBirth(patient, reading.today)}</td>
      <td>{patient && <Mrn value={patient.mrn} />}</td>
      <td className="tabular" data-label={t("Since")}>
        {date(account.oldestOn)}
      </td>
      <td className={rowClasses.right}>{money(account.owed)}</td>
    </tr>
  );
}
