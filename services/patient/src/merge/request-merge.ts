import { randomUUIDv7 } from "node:crypto";
import type { MergePreview, MergeRequest } from "@pms/contracts/patients/merging";
import { auditMessageOfMany } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { stale } from "@pms/kit/http/conditional";
import { findAnswer, type IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { merging } from "../record/store/merging.ts";
import type { DB } from "../store/gen/tables.ts";
import { lockBoth } from "./merge-records.ts";
import { findOwnUsers, requireOneUser } from "./own-users.ts";
import { askBilling, findBoth, type Pair, previewMerge, requirePlan, rulesOf } from "./plan-merge.ts";
import { findPairOf } from "./store/merged-patients.ts";
import { insertMerge, occupy } from "./store/merges.ts";

export type MergeDeps = Pick<
  Deps,
  "database" | "billing" | "serviceToken" | "relay" | "now" | "audit" | "merging" | "patientUsers" | "identifierTypes"
>;
type Asked = {
  survivorId: string;
  request: MergeRequest;
  versions: readonly number[];
  key: IdempotentRequest | undefined;
};

/**
 * What would be moved, and why it can't be. 400 for a record into itself or a choice of nothing, 404
 * out of reach, 412 when one of the records is of another version.
 */
export async function readMergePreview(deps: MergeDeps, caller: Caller, asked: Asked): Promise<MergePreview> {
  const pair = await findAsked(deps, caller, asked);
  for (const { id, facility_id: facilityId } of [pair.survivor, pair.merged]) {
    const facts = { resourceType: "patient", resourceId: id, patientId: id, facilityId };
    deps.audit.record(caller.audit, { action: "patient.read-merge", ...facts });
  }
  return previewMerge(deps, caller, pair, asked.request.fields ?? {});
}

/**
 * Begins a merge: from here on it comes to its end by itself. Refuses as the preview does, and 409
 * for what the preview tells among its problems; 400 without a reason.
 */
export async function requestMerge(deps: MergeDeps, caller: Caller, asked: Asked): Promise<KeptAnswer> {
  const saved = asked.key && (await findAnswer(deps.database.db, asked.key));
  if (saved) return { ...saved, replayed: true };
  const { reason, fields = {} } = asked.request;
  if (reason === undefined) throw invalidField("/reason", "is required");
  const pair = await findAsked(deps, caller, asked);
  await requirePlan(deps.database.pool, pair, fields, rulesOf(deps));
  requireOneUser(await findOwnUsers(deps, pair));
  await askBilling(deps, caller, pair);
  const begin = (tx: Transaction<DB>) => begun(tx, deps, caller, { asked, reason });
  const answer = await commitOnce(deps, asked.key, begin, asked.survivorId);
  deps.merging.wake();
  return answer;
}

async function findAsked({ database }: MergeDeps, caller: Caller, asked: Asked): Promise<Pair> {
  const mergedId = asked.request.mergedId.toLowerCase();
  if (mergedId === asked.survivorId) throw invalidField("/mergedId", "is the survivor itself");
  const pair = await findBoth(database.pool, caller, { survivorId: asked.survivorId, mergedId });
  requireVersions(pair, asked);
  return pair;
}

function requireVersions({ survivor, merged }: Pair, { versions, request: { mergedVersion } }: Asked): void {
  if (!versions.includes(survivor.version)) throw stale();
  if (mergedVersion !== undefined && mergedVersion !== merged.version) throw stale();
}

/** Everything is looked at again behind the locks of both records. */
async function begun(
  tx: Transaction<DB>,
  deps: MergeDeps,
  caller: Caller,
  { asked, reason }: { asked: Asked; reason: string },
) {
  const { survivorId, request } = asked;
  const mergedId = request.mergedId.toLowerCase();
  const pair = await lockBoth(tx, { survivor_id: survivorId, merged_id: mergedId });
  requireVersions(pair, asked);
  const fields = request.fields ?? {};
  await requirePlan(tx, pair, fields, rulesOf(deps));
  const { survivor, merged } = pair;
  const found = await findPairOf(tx, [survivorId, mergedId]);
  const id = randomUUIDv7();
  const versions = { survivor: survivor.version, merged: merged.version };
  const { actor, ...origin } = caller.audit;
  const by = { ...origin, actor: { id: actor.id, sessionId: actor.sessionId, facilities: actor.facilities ?? [] } };
  await insertMerge(tx, { id, survivorId, mergedId, reason, fields, at: deps.now(), by, versions, pairId: found?.id });
  if (!(await occupy(tx, id, [survivorId, mergedId]))) throw merging();
  const audits = auditMessageOfMany(
    "patient",
    caller.audit,
    [survivor, merged].map((row) => ({
      action: "patient.merge-request",
      resourceType: "patient",
      resourceId: row.id,
      patientId: row.id,
      facilityId: row.facility_id,
      details: { merge: id, survivor: survivorId },
    })),
  );
  await enqueueEvents(tx, [audits]);
  return { status: 202, body: { id, status: "running" }, headers: { location: `/api/patients/merges/${id}` } };
}
