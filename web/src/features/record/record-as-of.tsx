/** What the record said at an instant: said as the past, so that nobody takes it for the present. */
import { Stack, Text, TextInput, Title } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { Notice } from "../../components/notice.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { isOutOfReach } from "../../lib/problem.ts";
import { toForm } from "../../patient/form-values.ts";
import { fieldOf, labelOf } from "../../patient/patient-fields.ts";
import classes from "../../patient/record.module.css";
import { shownValue } from "../../patient/shown-value.ts";

export function RecordAsOf({ patientId }: { patientId: string }) {
  const [typed, setTyped] = useState("");
  const read = typed === "" ? Number.NaN : new Date(typed).getTime();
  const asOf = Number.isNaN(read) ? undefined : new Date(read).toISOString();
  const query = useQuery({
    queryKey: ["history", patientId, "as-of", asOf],
    queryFn: ({ signal }) =>
      call("GET", "/api/patients/{id}", { path: { id: patientId }, query: { asOf: asOf ?? "" }, signal }),
    enabled: asOf !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Stack component="section" className="surface" p="lg" gap="sm" aria-label={t("The record as of")}>
      <Title order={2}>{t("The record as of")}</Title>
      <TextInput
        type="datetime-local"
        label={t("Date and time")}
        value={typed}
        maw={240}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {asOf && query.isPending && <Waiting rows={2} />}
      {asOf && query.isError && isOutOfReach(query.error) && (
        <Text role="status">{t("The record was not registered then.")}</Text>
      )}
      {asOf && query.isError && !isOutOfReach(query.error) && (
        <Failure what={t("The history could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {asOf && query.data && <Past patient={query.data} asOf={asOf} />}
    </Stack>
  );
}

function Past({ patient, asOf }: { patient: Patient; asOf: string }) {
  const { instant, locale } = useFormats();
  const values = Object.entries(toForm(patient)).filter(
    ([pointer, value]) => value !== "" && pointer !== "/facilityId",
  );
  return (
    <>
      <Notice tone="warn" role="status">
        {t("As of {when}: version {version}. Today the record may say otherwise.", {
          when: instant(asOf),
          version: patient.version,
        })}
      </Notice>
      <dl className={classes.pairs}>
        {values.map(([pointer, value]) => {
          const field = fieldOf(pointer);
          return (
            <div key={pointer} style={{ display: "contents" }}>
              <dt>{labelOf(pointer)}</dt>
              <dd dir="auto">{field ? shownValue(field, value, locale, t("Yes")) : value}</dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
