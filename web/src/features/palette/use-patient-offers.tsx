import { useDebouncedValue } from "@mantine/hooks";
import { trimText } from "@pms/contracts/text/text";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useFormats } from "../../hooks/use-formats.ts";
import { isSearch } from "../../lib/search-text.ts";
import { describeBirth } from "../../patient/born.ts";
import { givenNames } from "../../patient/names.tsx";
import { patientSearch } from "../../patient/queries.ts";
import { useMayFindPatients } from "../../session/use-may-find-patients.ts";
import type { Offer } from "./offers.ts";

const pauseMs = 100;
const shownMax = 7;

/** The patients that the typed text finds, told apart as everywhere: by birth date and MRN. */
export function usePatientOffers(query: string): { offers: Offer[]; waiting: boolean } {
  const navigate = useNavigate();
  const { reading } = useFormats();
  const text = trimText(query);
  const [searched] = useDebouncedValue(text, pauseMs);
  const enabled = useMayFindPatients() && isSearch(searched);
  const search = useQuery({
    ...patientSearch({ q: searched, dateOrder: reading.order, limit: shownMax, includeInactive: true }),
    enabled,
  });
  // Never those of an earlier text beneath a later one.
  const hits = (searched === text && search.data?.data) || [];
  return {
    waiting: enabled && (search.isPending || searched !== text),
    offers: hits.map(({ patient }) => ({
      id: patient.id,
      group: "Patients",
      label: [patient.lastName, givenNames(patient)].filter(Boolean).join(", ") || "Not known",
      description: `Born ${describeBirth(patient, reading.today)} · MRN ${patient.mrn}${patient.deceasedDate ? " · Deceased" : ""}`,
      run: () => void navigate({ to: "/patients/$id", params: { id: patient.id } }),
    })),
  };
}
