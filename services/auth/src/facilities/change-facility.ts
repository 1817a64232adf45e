import type { Facility, FacilityPatch } from "@pms/contracts/auth/facilities";
import type { Caller } from "@pms/kit/audit/caller";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { stale } from "@pms/kit/http/conditional";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { type CommitDeps, commit, record } from "../acts/commit.ts";
import { nameTaken, requireTimeZone } from "./facility-rules.ts";
import { facilityOf, lockFacility, updateFacility } from "./store/facilities.ts";

export type FacilityChange = { id: string; versions: readonly number[]; patch: FacilityPatch };

/**
 * Renames, moves, addresses or closes a facility. The default one stays open: records that name no facility go
 * there.
 */
export async function changeFacility(
  deps: CommitDeps,
  caller: Caller,
  { id, versions, patch }: FacilityChange,
): Promise<Facility> {
  if (patch.timeZone !== undefined) requireTimeZone(patch.timeZone);
  return commit(
    deps,
    async (tx) => {
      const before = await lockFacility(tx, id);
      if (!before) throw notFound();
      if (!versions.includes(before.version)) throw stale();
      if (before.is_default && patch.active === false)
        throw new ProblemError("rule-violated", "The default facility cannot be closed.");
      const after = await updateFacility(tx, before.id, {
        ...(patch.name !== undefined && { name: patch.name }),
        ...(patch.timeZone !== undefined && { time_zone: patch.timeZone }),
        ...(patch.addressLines !== undefined && { address_lines: [...patch.addressLines] }),
        ...(patch.phoneNumber !== undefined && { phone_number: patch.phoneNumber }),
        ...(patch.active !== undefined && { active: patch.active }),
      });
      const facts = { action: "facility.update", resourceType: "facility", resourceId: after.id };
      const details = { fields: Object.keys(patch).sort().join(",") };
      await record(tx, caller.audit, { ...facts, facilityId: after.id, details });
      return facilityOf(after);
    },
    id,
  ).catch((error: unknown) => {
    throw isUniqueViolation(error, "facilities_name") ? nameTaken() : error;
  });
}
