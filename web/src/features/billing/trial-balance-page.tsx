/** The trial balance of any day by the chart of accounts, whether the books are sound, and both as files. */
import { Anchor, Button, Container, Group, Text } from "@mantine/core";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call, callRaw } from "../../lib/api.ts";
import { csvOf } from "../../lib/csv.ts";
import { decimalString } from "../../lib/money.ts";
import { saveBlob, saveFile } from "../../lib/save-file.ts";
import { useMay } from "../../session/session.ts";
import { accountName, typeWords } from "./chart-words.ts";
import { LedgerCheck } from "./ledger-check.tsx";
import { TrialBalanceFilters } from "./trial-balance-filters.tsx";
import { readTrialBalanceSearch, type TrialBalanceSearch } from "./trial-balance-search.ts";
import { TrialBalanceTable } from "./trial-balance-table.tsx";

const trialBalance = ({ asOf, currency, facility }: TrialBalanceSearch, today: string) =>
  queryOptions({
    queryKey: ["trial-balance", asOf ?? today, currency, facility],
    queryFn: ({ signal }) =>
      call("GET", "/api/billing/trial-balance", {
        query: { asOf: asOf ?? today, currency, facilityId: facility },
        signal,
      }),
    staleTime: 60_000,
    // Each reading is an entry of the audit log.
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });

export function TrialBalancePage() {
  const { reading } = useFormats();
  const search = readTrialBalanceSearch(useSearch({ strict: false }));
  const query = useQuery(trialBalance(search, reading.today));
  const { data } = query;
  return (
    <Container size="xl" py="lg">
      <Group justify="space-between" align="start" mb="xs">
        <PageTitle tab={t("Trial balance")}>{t("Trial balance")}</PageTitle>
        {data && <Files data={data} />}
      </Group>
      <Text c="dimmed" mb="md">
        {t("What every account of the ledger stands at, until the end of a day.")}{" "}
        <Anchor component={Link} to="/billing" underline="always">
          {t("Balances")}
        </Anchor>
      </Text>
      <TrialBalanceFilters search={search} date={search.asOf ?? reading.today} currencies={data?.currencies ?? []} />
      {query.isPending && <Waiting rows={12} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("Billing did not answer.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {data && !query.isError && <TrialBalanceTable data={data} />}
      <LedgerCheck />
    </Container>
  );
}

function Files({ data }: { data: TrialBalance }) {
  const may = useMay();
  const [failed, setFailed] = useState<unknown>();
  const [reading, setReading] = useState(false);
  async function exportLedger() {
    setReading(true);
    setFailed(undefined);
    try {
      const answer = await callRaw("GET", "/api/billing/export", { query: { format: "ledger", asOf: data.asOf } });
      await saveFile(answer, `ledger-${data.asOf}.journal`);
    } catch (error) {
      setFailed(error);
    } finally {
      setReading(false);
    }
  }
  return (
    <>
      <Group gap="xs">
        <Button variant="default" onClick={() => saveBlob(csvOfTrialBalance(data), `trial-balance-${data.asOf}.csv`)}>
          {t("Save CSV")}
        </Button>
        {may("billing:export") && (
          <Button variant="default" loading={reading} onClick={() => void exportLedger()}>
            {t("Save the ledger for accounting software")}
          </Button>
        )}
      </Group>
      {failed !== undefined && (
        <Failure what={t("The ledger could not be saved.")} error={failed} onRetry={() => void exportLedger()} />
      )}
    </>
  );
}

function csvOfTrialBalance({ accounts, currency, asOf }: TrialBalance): Blob {
  const header = ["asOf", "number", "account", "name", "type", "currency", "debit", "credit"];
  const rows = accounts.map((each) => [
    ...[asOf, each.number, each.account, accountName(each), typeWords[each.type], currency],
    ...[each.debit, each.credit].map(({ amountMinor }) => decimalString(amountMinor, currency)),
  ]);
  return csvOf(header, rows);
}
