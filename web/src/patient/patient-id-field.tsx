/** Somebody who is a patient here too: found by the MRN, linked once one has seen whose it is. */
import { Button, Input, Stack, Text, TextInput } from "@mantine/core";
import { parseMrn } from "@pms/contracts/patients/mrn";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { t } from "../i18n/i18n.ts";
import { describeProblem } from "../lib/problem.ts";
import { type FieldProps, fieldLabel } from "./field-label.tsx";
import { inputId } from "./patient-fields.ts";
import { patientById, patientSearch } from "./queries.ts";
import { Who } from "./who.tsx";

export function PatientIdField(props: FieldProps) {
  return props.value === "" ? <Find {...props} /> : <Linked {...props} />;
}

function Linked({ field, value, error, onChange }: FieldProps) {
  const { data: patient, error: failure } = useQuery(patientById(value));
  return (
    <Input.Wrapper label={field.label} labelElement="div" error={error}>
      <Stack gap="xs" align="start" mt={4}>
        <Text>{patient ? <Who patient={patient} /> : failure ? describeProblem(failure) : "…"}</Text>
        <Button size="xs" variant="default" onClick={() => onChange("")}>
          {t("Unlink")}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

function Find({ field, pointer, optional, error, onChange }: FieldProps) {
  const [mrn, setMrn] = useState("");
  const read = parseMrn(mrn);
  const { data, error: failure } = useQuery({ ...patientSearch({ mrn: read ?? "" }), enabled: read !== undefined });
  const found = data?.data.find(({ patient }) => patient.mrn === read)?.patient;
  function problem(): string | undefined {
    if (mrn.trim() === "") return error;
    if (!read) return t("Enter all nine digits of the MRN, or leave it empty");
    if (failure) return describeProblem(failure);
    return data !== undefined && !found ? t("No active record has this MRN") : error;
  }
  function linkByEnter(event: KeyboardEvent) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (found) onChange(found.id);
  }
  return (
    <Stack gap="xs" align="start">
      <TextInput
        id={inputId(pointer)}
        w="100%"
        label={fieldLabel(field, optional)}
        description={field.hint}
        autoComplete="off"
        value={mrn}
        error={problem()}
        onChange={(event) => setMrn(event.currentTarget.value)}
        onKeyDown={linkByEnter}
      />
      {found && (
        <div role="status">
          <Text>
            <Who patient={found} />
          </Text>
          <Button mt="xs" size="xs" variant="default" onClick={() => onChange(found.id)}>
            {t("Link this record")}
          </Button>
        </div>
      )}
    </Stack>
  );
}
