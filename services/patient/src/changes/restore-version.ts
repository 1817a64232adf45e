import type { Caller } from "@pms/kit/audit/caller";
import type { KeptAnswer } from "@pms/kit/events/commit";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { notFound } from "@pms/kit/problem/problem";
import { findVersion, recordOfVersion } from "../record/store/versions.ts";
import { type ChangeDeps, changeOnce } from "./change-patient.ts";

type Restoration = {
  id: string;
  /** Whose record is to stand again. */
  version: number;
  versions: readonly number[];
  reason: string | undefined;
  key: IdempotentRequest | undefined;
};

/**
 * Writes a version that says what an earlier one said, under the rules of any change; the facility, which is a matter of
 * access, stays. No version where nothing differs. 404 out of reach or for no such version, 412 when none of `versions` stands.
 */
export async function restoreVersion(
  deps: ChangeDeps,
  caller: Caller,
  { id, version, versions, reason, key }: Restoration,
): Promise<KeptAnswer> {
  const row = await findVersion(deps.database.pool, caller.actor, id, version);
  if (!row) throw notFound();
  const earlier = recordOfVersion(row);
  const change = { id, versions, reason, key, restoredFrom: version };
  return changeOnce(deps, caller, {
    ...change,
    edit: ({ facilityId }) => ({ ...earlier, facilityId }),
  });
}
