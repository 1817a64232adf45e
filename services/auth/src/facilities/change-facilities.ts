import { randomUUIDv7 } from "node:crypto";
import type { Facility, FacilityPatch, FacilityWrite } from "@pms/contracts/auth";
import type { AuditContext } from "@pms/kit/audit/audit";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { stale } from "@pms/kit/http/conditional";
import { invalidField, notFound, ProblemError } from "@pms/kit/http/problem";
import type { Tx } from "../store/tables.ts";
import { commit, type Parts, record } from "../users/commit.ts";
import { facilityOf, insertFacility, lockFacility, updateFacility } from "./store/facilities.ts";

/** Opens a facility. 409 when its name is taken. */
export async function createFacility(tx: Tx, body: FacilityWrite, context: AuditContext): Promise<Facility> {
  const timeZone = body.timeZone ?? "UTC";
  requireTimeZone(timeZone);
  const facility = await insertFacility(tx, { id: randomUUIDv7(), name: body.name, time_zone: timeZone });
  if (!facility) throw nameTaken();
  const facts = { action: "facility.create", resourceType: "facility", resourceId: facility.id };
  await record(tx, context, { ...facts, facilityId: facility.id });
  return facilityOf(facility);
}

/** Renames, moves or closes a facility. The default one stays open: records that name no facility go there. */
export async function changeFacility(
  parts: Parts,
  target: { id: string; versions: readonly number[] },
  patch: FacilityPatch,
  context: AuditContext,
): Promise<Facility> {
  if (patch.timeZone !== undefined) requireTimeZone(patch.timeZone);
  return commit(
    parts,
    async (tx) => {
      const before = await lockFacility(tx, target.id);
      if (!before) throw notFound();
      if (!target.versions.includes(before.version)) throw stale();
      if (before.is_default && patch.active === false)
        throw new ProblemError("rule-violated", "The default facility cannot be closed.");
      const after = await updateFacility(tx, before.id, {
        ...(patch.name !== undefined && { name: patch.name }),
        ...(patch.timeZone !== undefined && { time_zone: patch.timeZone }),
        ...(patch.active !== undefined && { active: patch.active }),
      });
      const facts = { action: "facility.update", resourceType: "facility", resourceId: after.id };
      await record(tx, context, {
        ...facts,
        facilityId: after.id,
        details: { fields: Object.keys(patch).sort().join(",") },
      });
      return facilityOf(after);
    },
    target.id,
  ).catch((error: unknown) => {
    throw isUniqueViolation(error, "facilities_name") ? nameTaken() : error;
  });
}

function requireTimeZone(timeZone: string): void {
  try {
    // Intl takes offsets too, but an offset knows no summer time.
    if (/^[+-]/.test(timeZone)) throw new RangeError("an offset");
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw invalidField("/timeZone", "must be an IANA time zone such as America/New_York");
  }
}

const nameTaken = () => new ProblemError("already-exists", "There is a facility with this name.");
