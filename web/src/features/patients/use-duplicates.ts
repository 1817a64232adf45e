import { useDebouncedValue } from "@mantine/hooks";
import type { Patient } from "@pms/contracts/patients/patient";
import type { PatientSearch } from "@pms/contracts/patients/search";
import { trimText } from "@pms/contracts/text/text";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { parseBirthDate } from "../../lib/parse-birth-date.ts";
import type { FormValues, Reading } from "../../patient/form-values.ts";
import { patientSearch } from "../../patient/queries.ts";
import { nameKey } from "../../patient/why-matched.ts";
import { type Comparison, compareWithForm } from "./compare-with-form.ts";

export type Candidate = { patient: Patient; comparison: Comparison[]; strong: boolean };

const shownMax = 5;
/** A doubt that no search could resolve. */
export const unchecked = "unchecked";

/**
 * What to ask for, once name and birth date are typed: also patients whose record is inactive, and
 * those born on the same day (of an estimate: in the same year) first, for of a common name they
 * would be lost among the others.
 */
export function duplicateSearches(values: FormValues, reading: Reading): PatientSearch[] {
  const [last, first, typed = ""] = ["/lastName", "/firstName", "/dateOfBirth"].map((name) =>
    trimText(values[name] ?? ""),
  );
  const name = [last, first].filter(Boolean).join(" ");
  // Two Latin letters begin too many names; of another script they may be a whole one.
  if (!name || !typed || (name.length < 3 && /\p{Script=Latin}/u.test(name))) return [];
  const born = parseBirthDate(typed, reading.order, reading.today);
  const asked = { name, limit: shownMax, includeInactive: true };
  if (!("date" in born)) return [asked];
  return [{ ...asked, dateOfBirth: born.estimated ? born.date.slice(0, 4) : born.date }, asked];
}

export function candidatesAmong(found: readonly Patient[], values: FormValues, reading: Reading): Candidate[] {
  const different = [...new Map(found.map((patient) => [patient.id, patient])).values()];
  return different.slice(0, shownMax).map((patient) => {
    const comparison = compareWithForm(patient, values, reading);
    const bornSame = comparison.some(({ field, verdict }) => field === "dateOfBirth" && verdict === "same");
    const { "/lastName": lastName = "", "/firstName": firstName = "" } = values;
    return { patient, comparison, strong: bornSame && nameKey(patient) === nameKey({ lastName, firstName }) };
  });
}

/**
 * Whom the person is to be told from, in an order that does not depend on which search answered
 * first; `""`: nobody.
 */
export function doubtOf(candidates: readonly Candidate[]): string {
  const strong = candidates.filter(({ strong }) => strong).map(({ patient }) => patient.id);
  return strong.sort().join();
}

/**
 * Patients who may be the one being registered, and the doubt that is left to whoever registers:
 * the ids of those who are very likely the same, or `unchecked`. `resolveDoubt` waits for what is
 * known of what is typed at that moment.
 */
export function useDuplicates(values: FormValues, reading: Reading) {
  const client = useQueryClient();
  const now = duplicateSearches(values, reading);
  const [asked] = useDebouncedValue(JSON.stringify(now), 300);
  const queries = useQueries({ queries: (JSON.parse(asked) as PatientSearch[]).map(patientSearch) });
  const shown = now.length === 0 ? [] : queries;
  const found = shown.flatMap(({ data }) => data?.data.map(({ patient }) => patient) ?? []);
  const candidates = candidatesAmong(found, values, reading);
  async function resolveDoubt(): Promise<string> {
    try {
      const answers = await Promise.all(now.map((search) => client.fetchQuery(patientSearch(search))));
      const patients = answers.flatMap(({ data }) => data.map(({ patient }) => patient));
      return doubtOf(candidatesAmong(patients, values, reading));
    } catch {
      return unchecked;
    }
  }
  return { candidates, doubt: shown.some(({ isError }) => isError) ? unchecked : doubtOf(candidates), resolveDoubt };
}
