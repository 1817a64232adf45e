/** A statement of the account: which days, what it says, and the PDF to give away. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import type { Patient } from "@pms/contracts/patients/patient";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { PrintSheet } from "../../components/print-sheet.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call, callRaw } from "../../lib/api.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { SavePdf } from "../../patient/save-pdf.tsx";
import { PostingDrawer } from "./posting-drawer.tsx";
import { PrintedStatement, StatementSums } from "./statement-lines.tsx";
import { type Period, readPeriod } from "./statement-period.ts";

type Props = { patient: Patient; account: Account; onClose: () => void };

export function StatementDrawer({ patient, account, onClose }: Props) {
  const { reading } = useFormats();
  const [draft, setDraft] = useState({ from: "", asOf: "" });
  const { problems, period } = readPeriod(draft, reading);
  const field = (name: keyof typeof draft) => ({
    size: "md" as const,
    autoComplete: "off",
    dir: "auto" as const,
    value: draft[name],
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <PostingDrawer title={t("Statement")} patient={patient} opened onClose={onClose} locked={false}>
      <Stack>
        <TextInput label={t("From")} description={t("Empty: from the beginning")} data-autofocus {...field("from")} />
        <TextInput
          label={t("As of")}
          description={t("Empty means today, {date}", { date: formatIdentityDate(reading.today) })}
          {...field("asOf")}
        />
        {period && <Preview key={JSON.stringify(period)} accountId={account.id} period={period} />}
      </Stack>
    </PostingDrawer>
  );
}

function Preview({ accountId, period }: { accountId: string; period: Period }) {
  const options = { path: { id: accountId } };
  const query = useQuery({
    // Below that of the transactions, so that what is posted makes it stale too.
    queryKey: ["transactions", accountId, "statement", period],
    queryFn: ({ signal }) =>
      call("GET", "/api/billing/accounts/{id}/statement", { ...options, query: { ...period, format: "json" }, signal }),
  });
  const { data: statement } = query;
  if (query.isError)
    return (
      <Failure what={t("The statement could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
    );
  if (!statement) return <Waiting rows={4} from={t("Billing")} />;
  const pdf = { ...period, asOf: statement.asOf, format: "pdf" as const };
  return (
    <>
      <StatementSums statement={statement} />
      <PrintSheet>
        <PrintedStatement statement={statement} />
      </PrintSheet>
      <Group align="flex-start">
        <SavePdf
          read={() => callRaw("GET", "/api/billing/accounts/{id}/statement", { ...options, query: pdf })}
          fileName={`statement-${statement.asOf}.pdf`}
        >
          {t("Save as PDF")}
        </SavePdf>
        <Button variant="default" onClick={() => window.print()}>
          {t("Print")}
        </Button>
      </Group>
    </>
  );
}
