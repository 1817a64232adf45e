/** The fields whose change is asked a reason for: by the pages, and by whoever else asks for them. */
import { patientFields } from "@pms/contracts/patients/record";

/**
 * @param text names of a record's fields with commas between them, or `none`
 * @returns their JSON pointers. Throws for a name that is none, so that a typing error is seen at the start.
 */
export function readReasonFields(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "none");
  const unknown = names.filter((name) => !Object.hasOwn(patientFields, name));
  if (unknown.length > 0) throw new Error(`REASON_FIELDS names fields that no record has: ${unknown.join(", ")}`);
  return [...new Set(names)].map((name) => `/${name}`);
}
