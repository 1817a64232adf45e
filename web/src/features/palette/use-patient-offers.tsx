import { useDebouncedValue } from "@mantine/hooks";
import type { Patient } from "@pms/contracts/patients/patient";
import { trimText } from "@pms/contracts/text/text";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { isSearch } from "../../lib/search-text.ts";
import { describeBirth } from "../../patient/born.ts";
import { givenNames } from "../../patient/names.tsx";
import { patientSearch } from "../../patient/queries.ts";
import { useMayFindPatients } from "../../session/use-may-find-patients.ts";
import type { Offer } from "./offers.ts";

const pauseMs = 100;
const shownMax = 7;

function describe(patient: Patient, today: string): string {
  const told = { born: describeBirth(patient, today), mrn: patient.mrn };
  return patient.deceasedDate ? t("Born {born} · MRN {mrn} · Deceased", told) : t("Born {born} · MRN {mrn}", told);
}

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
      group: t("Patients"),
      label: [patient.lastName, givenNames(patient)].filter(Boolean).join(", ") || t("Not known"),
      description: describe(patient, reading.today),
      run: () => void navigate({ to: "/patients/$id", params: { id: patient.id } }),
    })),
  };
}
