/** Contacts and subscribers who are patients too: they must be ones that the caller may see. */
import type { PatientWrite } from "@pms/contracts/patients/record";
import type { Caller } from "@pms/kit/audit/caller";
import { type FieldError, ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { findPatients } from "./store/find-patient.ts";

type Named = { pointer: string; id: string };

/**
 * 400 for one who is named now and is nobody within the caller's reach, with one text for both, or
 * is the patient. Who was named before stays, whoever may see them.
 */
export async function requireKnownPeople(
  { database }: Pick<Deps, "database">,
  { actor }: Caller,
  { record, before, ownId }: { record: PatientWrite; before?: PatientWrite; ownId?: string },
): Promise<void> {
  const earlier = new Set(before ? peopleOf(before).map(({ id }) => id) : []);
  const named = peopleOf(record).filter(({ id }) => !earlier.has(id));
  if (named.length === 0) return;
  const ids = named.map(({ id }) => id);
  const found = new Set((await findPatients(database.pool, actor, ids)).map(({ id }) => id));
  const errors = named.flatMap(({ pointer, id }): FieldError[] => {
    if (id === ownId) return [{ pointer, detail: "must be another patient" }];
    return found.has(id) ? [] : [{ pointer, detail: "is not a patient whom you may see" }];
  });
  if (errors.length === 0) return;
  const detail = errors.map((error) => `${error.pointer} ${error.detail}`).join("; ");
  throw new ProblemError("invalid", detail, { errors });
}

function peopleOf({ contacts = [], coverages = [] }: PatientWrite): Named[] {
  const named = (pointer: string, id: string | undefined) => (id === undefined ? [] : [{ pointer, id }]);
  return [
    ...contacts.flatMap(({ patientId }, index) => named(`/contacts/${index}/patientId`, patientId)),
    ...coverages.flatMap(({ subscriber }, index) =>
      named(`/coverages/${index}/subscriber/patientId`, subscriber?.patientId),
    ),
  ];
}
