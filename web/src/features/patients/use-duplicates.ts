import { useDebouncedValue } from "@mantine/hooks";
import type { Patient } from "@pms/contracts/patients";
import { useQuery } from "@tanstack/react-query";
import { type Comparison, compareWithForm } from "./compare-with-form.ts";
import type { FormValues, Reading } from "./form-values.ts";
import { patientSearch } from "./queries.ts";

export type Candidate = { patient: Patient; comparison: Comparison[]; strong: boolean };

/** Patients who may be the one being registered, once name and birth date are typed. */
export function useDuplicates(values: FormValues, reading: Reading): Candidate[] {
  const last = values["/lastName"]?.trim() ?? "";
  const first = values["/firstName"]?.trim() ?? "";
  const complete = last !== "" && first !== "" && Boolean(values["/dateOfBirth"]?.trim());
  const [name] = useDebouncedValue(`${last} ${first}`, 300);
  const { data } = useQuery({ ...patientSearch({ name, limit: 5 }), enabled: complete && name.trim().length >= 3 });
  if (!complete || !data) return [];
  return data.data.map(({ patient }) => {
    const comparison = compareWithForm(patient, values, reading);
    const same = (label: string) => comparison.some((part) => part.label === label && part.verdict === "same");
    return { patient, comparison, strong: same("Last name") && same("First name") && same("Birth date") };
  });
}
