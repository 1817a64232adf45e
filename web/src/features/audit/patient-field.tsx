/** Whose record: picked from a search by who may search, else named by MRN or id. */
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { parseMrn } from "@pms/contracts/patients/mrn";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { t } from "../../i18n/i18n.ts";
import { describeProblem } from "../../lib/problem.ts";
import { isSearch } from "../../lib/search-text.ts";
import { patientSearch } from "../../patient/queries.ts";
import { Who } from "../../patient/who.tsx";
import { useMay } from "../../session/session.ts";
import { findByMrn } from "./identities.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const pauseMs = 200;
const listedMax = 8;

export function PatientField({ onPick }: { onPick: (patientId: string) => void }) {
  const mayRead = useMay()("patient:read");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const combobox = useCombobox();
  const hits = useHits(mayRead ? text.trim() : "");
  useShortcuts({ "/": () => document.getElementById("audit-patient")?.focus() }, !mayRead);

  function pick(patientId: string) {
    setText("");
    setProblem(undefined);
    combobox.closeDropdown();
    onPick(patientId);
  }
  async function pickTyped() {
    const typed = text.trim();
    if (uuid.test(typed)) return pick(typed);
    const mrn = parseMrn(typed);
    if (!mrn) return setProblem(mayRead ? t("Choose a patient from the list") : t("Enter all nine digits of the MRN"));
    const found = await findByMrn(mrn).catch((error: unknown) => setProblem(describeProblem(error)));
    if (found) pick(found.patientId);
    else setProblem((before) => before ?? t("No record within your access has this MRN"));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || (combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0)) return;
    event.preventDefault();
    if (text.trim() !== "") void pickTyped();
  }
  return (
    <Combobox store={combobox} onOptionSubmit={pick}>
      <Combobox.Target>
        <TextInput
          id="audit-patient"
          label={t("Whose record?")}
          placeholder={mayRead ? t("Name, birth date or MRN") : t("MRN")}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          error={problem}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setProblem(undefined);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={onKeyDown}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={hits.length === 0}>
        <Combobox.Options aria-label={t("Patients found")}>
          {hits.map(({ patient }) => (
            <Combobox.Option key={patient.id} value={patient.id}>
              <Who patient={patient} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Who fits what is typed, the best few. */
function useHits(typed: string) {
  const [settled] = useDebouncedValue(typed, pauseMs);
  const { reading } = useFormats();
  const asked = { q: settled, dateOrder: reading.order, limit: listedMax, includeInactive: true };
  const query = useQuery({ ...patientSearch(asked), enabled: isSearch(settled) });
  return settled === typed ? (query.data?.data ?? []) : [];
}
