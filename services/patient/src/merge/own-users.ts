/** The users who have a record for their own: who registered it, and whom an administrator linked to it. */
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { listWithin } from "../duplicates/store/decided-apart.ts";
import type { PatientRow } from "../record/store/patient-rows.ts";

type UserDeps = Pick<Deps, "database" | "patientUsers">;
type Pair = { survivor: PatientRow; merged: PatientRow };
export type OwnUsers = { survivor: string[]; merged: string[] };

/** Also of what was merged into either before. @throws 503 when auth does not answer */
export async function findOwnUsers({ database, patientUsers }: UserDeps, pair: Pair): Promise<OwnUsers> {
  const within = await listWithin(database.pool, [pair.survivor.id, pair.merged.id]);
  const linked = await patientUsers.list(within.map(({ within_id }) => within_id));
  const of = ({ id, owner_user_id: ownerId }: PatientRow) => {
    const ids = new Set(within.filter(({ patient_id }) => patient_id === id).map(({ within_id }) => within_id));
    const users = linked.filter(({ patientId }) => ids.has(patientId)).map(({ userId }) => userId);
    return [...new Set([...(ownerId === null ? [] : [ownerId]), ...users])].sort();
  };
  return { survivor: of(pair.survivor), merged: of(pair.merged) };
}

/** 409 where one of them would see the record of another. */
export function requireOneUser({ survivor, merged }: OwnUsers): void {
  if (survivor.length === 0 || merged.length === 0 || new Set([...survivor, ...merged]).size === 1) return;
  throw new ProblemError("conflict", "Each of the two is a user's own record: one user has to give theirs up first.");
}
