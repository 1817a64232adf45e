/**
 * The record that a patient's log-in shows: found by its MRN, linked once one has seen whose it is.
 */
import { Button, Input, Stack, Text, TextInput } from "@mantine/core";
import type { PersonRole } from "@pms/contracts/auth/permissions";
import { parseMrn } from "@pms/contracts/patients/mrn";
import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { describeProblem } from "../../lib/problem.ts";
import { patientById, patientSearch } from "../../patient/queries.ts";
import { Who } from "../../patient/who.tsx";
import { useMe } from "../../session/session.ts";

type Props = {
  roles: readonly PersonRole[];
  patientId: string | undefined;
  onLink: (patientId: string | undefined) => void;
  /** What is typed and not linked: while there is any, the dialog is not to be sent. */
  mrn: string;
  onMrn: (mrn: string) => void;
};

/** For a log-in with the role of a patient; only who administers all facilities may link. */
export function RecordField({ roles, patientId, onLink, mrn, onMrn }: Props) {
  const { facilities } = useMe().user;
  if (facilities !== "all") return null;
  if (patientId) return <Linked patientId={patientId} onUnlink={() => onLink(undefined)} />;
  if (!roles.includes("patient") && mrn === "") return null;
  return (
    <Search
      mrn={mrn}
      onMrn={onMrn}
      onLink={(id) => {
        onMrn("");
        onLink(id);
      }}
    />
  );
}

function Linked({ patientId, onUnlink }: { patientId: string; onUnlink: () => void }) {
  const { data: patient, error } = useQuery(patientById(patientId));
  return (
    <Input.Wrapper label={t("Record of the patient")} labelElement="div">
      <Stack gap="xs" align="start" mt={4}>
        <Text>{patient ? <Who patient={patient} /> : error ? describeProblem(error) : "…"}</Text>
        <Button size="xs" variant="default" onClick={onUnlink}>
          {t("Unlink")}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

type SearchProps = { mrn: string; onMrn: (mrn: string) => void; onLink: (patientId: string) => void };

function Search({ mrn, onMrn, onLink }: SearchProps) {
  const read = parseMrn(mrn);
  const { data, error } = useQuery({ ...patientSearch({ mrn: read ?? "" }), enabled: read !== undefined });
  const found = data?.data.find(({ patient }) => patient.mrn === read)?.patient;
  function problem(): string | false {
    if (mrn.trim() === "") return false;
    if (!read) return t("Enter all nine digits of the MRN, or leave it empty");
    if (error) return describeProblem(error);
    return data !== undefined && !found && t("No active record has this MRN");
  }
  function linkByEnter(event: KeyboardEvent) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (found) onLink(found.id);
  }
  return (
    <Stack gap="xs" align="start">
      <TextInput
        w="100%"
        label={
          <Rich
            text="Record of the patient <0>(optional)</0>"
            elements={[<span key="optional" className="optional" />]}
          />
        }
        description={t("Enter the MRN, see whose record it is, and link it.")}
        autoComplete="off"
        value={mrn}
        error={problem()}
        onChange={(event) => onMrn(event.currentTarget.value)}
        onKeyDown={linkByEnter}
      />
      {found && (
        <div role="status">
          <Text>
            <Who patient={found} />
          </Text>
          <Text>{t("Not linked yet. Look whether it is this person.")}</Text>
          <Button mt="xs" size="xs" variant="default" onClick={() => onLink(found.id)}>
            {t("Link this record")}
          </Button>
        </div>
      )}
    </Stack>
  );
}
