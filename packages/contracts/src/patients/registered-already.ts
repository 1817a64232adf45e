/** When a look-alike is so much like whoever is registered that one says why it is another person. */
import type { ComparedField, MatchCandidate } from "./matching.ts";
import type { PatientWrite } from "./record.ts";

type Told = Pick<MatchCandidate, "grade" | "fields"> & { patient: Pick<PatientWrite, "dateOfBirthEstimated"> };

/**
 * Where it is certain, and of namesakes who are born on the same day; where either birth is an
 * estimate, in the same year.
 */
export function isRegisteredAlready(
  { grade, fields, patient }: Told,
  described: Pick<PatientWrite, "dateOfBirthEstimated">,
): boolean {
  if (grade === "certain") return true;
  const of = (name: string): ComparedField | undefined => fields.find(({ field }) => field === name);
  const names = [of("firstName")?.outcome ?? "missing", of("lastName")?.outcome ?? "missing"];
  const isNamesake = names.includes("same") && names.every((outcome) => outcome === "same" || outcome === "missing");
  const born = of("dateOfBirth");
  const isEstimate = Boolean(patient.dateOfBirthEstimated || described.dateOfBirthEstimated);
  return isNamesake && (born?.outcome === "same" || (isEstimate && born?.kind === "part"));
}
