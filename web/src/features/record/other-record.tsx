/** Which other record is of this person: those that look like it are offered, any is named by its MRN. */
import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { parseMrn } from "@pms/contracts/patients/mrn";
import type { Patient } from "@pms/contracts/patients/patient";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { beneathHeader } from "../../components/beneath-header.ts";
import { Form } from "../../components/form.tsx";
import { Tag } from "../../components/tag.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { describeProblem } from "../../lib/problem.ts";
import { gradeTones, gradeWords } from "../../patient/grade-words.ts";
import { patientSearch } from "../../patient/queries.ts";
import { Who } from "../../patient/who.tsx";

const lookAlikes = (patientId: string) =>
  queryOptions({
    queryKey: ["duplicates", "of", patientId],
    queryFn: ({ signal }) => call("GET", "/api/patients/duplicates", { query: { patientId, limit: 5 }, signal }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });

type Props = { patient: Patient; onClose: () => void; onChoose: (other: Patient) => void };

export function OtherRecord({ patient, onClose, onChoose }: Props) {
  const [mrn, setMrn] = useState("");
  const read = parseMrn(mrn);
  const pairs = useQuery(lookAlikes(patient.id)).data?.data ?? [];
  const { data, error, isFetching } = useQuery({ ...patientSearch({ mrn: read ?? "" }), enabled: read !== undefined });
  const found = data?.data.find((hit) => hit.patient.mrn === read)?.patient;
  const offered = pairs.flatMap(({ patients, grade }) =>
    patients.filter(({ id }) => id !== patient.id).map((other) => ({ other, grade })),
  );
  function problem(): string | undefined {
    if (mrn.trim() === "" || isFetching) return undefined;
    if (!read) return t("Enter all nine digits of the MRN");
    if (error) return describeProblem(error);
    if (found?.id === patient.id) return t("This is the record itself");
    return data !== undefined && !found ? t("No active record has this MRN") : undefined;
  }
  const isOther = found !== undefined && found.id !== patient.id;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("Merge with which record?")}
      closeButtonProps={{ "aria-label": t("Close") }}
      styles={beneathHeader}
    >
      <Form label={t("Merge with which record?")} onSubmit={() => isOther && onChoose(found)}>
        <Stack>
          <Text>
            <Who patient={patient} />
          </Text>
          <TextInput
            data-autofocus
            label={t("MRN of the other record")}
            autoComplete="off"
            value={mrn}
            error={problem()}
            onChange={(event) => setMrn(event.currentTarget.value)}
          />
          {isOther && (
            <div role="status">
              <Text>
                <Who patient={found} />
              </Text>
              <Button type="submit" mt="xs">
                {t("Compare the two")}
              </Button>
            </div>
          )}
          {offered.length > 0 && (
            <div>
              <Text fw={600}>{t("Records that look like it")}</Text>
              <Stack gap="xs" mt="xs">
                {offered.map(({ other, grade }) => (
                  <Button
                    key={other.id}
                    variant="default"
                    h="auto"
                    py={6}
                    justify="start"
                    styles={{ label: { whiteSpace: "normal", textAlign: "start" } }}
                    rightSection={<Tag tone={gradeTones[grade]}>{gradeWords[grade]}</Tag>}
                    onClick={() => onChoose(other)}
                  >
                    <Who patient={other} />
                  </Button>
                ))}
              </Stack>
            </div>
          )}
        </Stack>
      </Form>
    </Modal>
  );
}
