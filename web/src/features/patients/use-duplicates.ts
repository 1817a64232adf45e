import { useDebouncedValue } from "@mantine/hooks";
import type { Patient } from "@pms/contracts/patients";
import { useQuery } from "@tanstack/react-query";
import { parseBirthDate } from "../../lib/parse-birth-date.ts";
import { type Comparison, compareWithForm } from "./compare-with-form.ts";
import type { FormValues, Reading } from "./form-values.ts";
import { patientSearch } from "./queries.ts";

export type Candidate = { patient: Patient; comparison: Comparison[]; strong: boolean };

const shownMax = 5;

/**
 * Patients who may be the one being registered, once name and birth date are typed, also those whose record is inactive.
 * Namesakes born on the same day come first: of a common name they would be lost among the others.
 */
export function useDuplicates(values: FormValues, reading: Reading): Candidate[] {
  const last = values["/lastName"]?.trim() ?? "";
  const first = values["/firstName"]?.trim() ?? "";
  const typed = values["/dateOfBirth"]?.trim() ?? "";
  const born = parseBirthDate(typed, reading.order, reading.today);
  const complete = last !== "" && first !== "" && typed !== "";
  const [name] = useDebouncedValue(`${last} ${first}`, 300);
  const asked = { name, limit: shownMax, includeInactive: true };
  const enabled = complete && name.trim().length >= 3;
  const bornThen = useQuery({
    ...patientSearch({ ...asked, ...("date" in born && { dateOfBirth: born.date }) }),
    enabled,
  });
  const namesakes = useQuery({ ...patientSearch(asked), enabled });
  if (!complete) return [];
  const found = [bornThen, namesakes].flatMap(({ data }) => data?.data.map(({ patient }) => patient) ?? []);
  const different = [...new Map(found.map((patient) => [patient.id, patient])).values()];
  return different.slice(0, shownMax).map((patient) => {
    const comparison = compareWithForm(patient, values, reading);
    const same = (label: string) => comparison.some((part) => part.label === label && part.verdict === "same");
    return { patient, comparison, strong: same("Last name") && same("First name") && same("Birth date") };
  });
}
