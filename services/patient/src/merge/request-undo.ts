import type { UndoPreview, UndoRequest } from "@pms/contracts/patients/merging";
import { auditMessageOfMany } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { Queryable } from "@pms/kit/db/statement";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { findAnswer, type IdempotentRequest } from "@pms/kit/http/idempotency";
import { invalidField, notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import type { PostedSince } from "../clients/billing.ts";
import { findPatient } from "../record/store/find-patient.ts";
import { merging } from "../record/store/merging.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { lockBoth, versionsOf } from "./merge-records.ts";
import { unmergeRecord } from "./merged-record.ts";
import { asService } from "./plan-merge.ts";
import type { MergeDeps } from "./request-merge.ts";
import { findLaterMerge, findMerge, lockMerge, type MergeRow, occupy, startUndo } from "./store/merges.ts";

type Asked = { id: string; request: UndoRequest; key: IdempotentRequest | undefined };

/** Which fields go back, which stay, and what was posted since. 404 out of reach. */
export async function readUndoPreview(deps: MergeDeps, caller: Caller, { id }: Asked): Promise<UndoPreview> {
  const merge = await findMerge(deps.database.pool, caller.actor, id);
  const survivor = merge && (await findPatient(deps.database.pool, caller.actor, merge.survivor_id));
  if (!merge || !survivor) throw notFound();
  const problems: string[] = [];
  const told = (error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(error.message);
    return undefined;
  };
  await requireUndoable(deps.database.pool, merge).catch(told);
  if (problems.length > 0) return { restored: [], kept: [], problems };
  const since = await postedSince(deps, caller, id).catch(told);
  const { restored, kept } = unmergeRecord(...(await versionsOf(deps.database.pool, merge)), recordOf(survivor));
  return { restored, kept, problems, ...(since && { postedSince: since.map(postedJson) }) };
}

/**
 * Begins the way back. 400 without a reason, 404 out of reach, 409 unless the merge is done and the
 * newest of its survivor, 422 for a transaction that can't be moved.
 */
export async function requestUndo(deps: MergeDeps, caller: Caller, asked: Asked): Promise<KeptAnswer> {
  const saved = asked.key && (await findAnswer(deps.database.db, asked.key));
  if (saved) return { ...saved, replayed: true };
  const { reason, moveTransactions = [] } = asked.request;
  if (reason === undefined) throw invalidField("/reason", "is required");
  const merge = await findMerge(deps.database.pool, caller.actor, asked.id);
  if (!merge) throw notFound();
  await requireUndoable(deps.database.pool, merge);
  const since = await postedSince(deps, caller, asked.id);
  const transactions = moveTransactions.map((id) => id.toLowerCase());
  if (since && transactions.some((id) => !since.some((each) => each.id === id)))
    throw new ProblemError(
      "rule-violated",
      "A transaction to be moved was not posted since the merge, or is reversed.",
    );
  const begin = (tx: Transaction<DB>) => begun(tx, deps, caller, { merge, reason, transactions });
  const answer = await commitOnce(deps, asked.key, begin, merge.survivor_id);
  deps.merging.wake();
  return answer;
}

async function requireUndoable(on: Queryable, merge: MergeRow): Promise<void> {
  if (merge.state !== "done") throw new ProblemError("conflict", "Only a merge that is done can be undone.");
  const later = await findLaterMerge(on, merge);
  if (later) throw new ProblemError("conflict", `The merge ${later.id} came after it: undo that one first.`);
}

/** Undefined while billing does not answer. */
async function postedSince(deps: MergeDeps, caller: Caller, id: string): Promise<PostedSince[] | undefined> {
  try {
    return await deps.billing.previewUnmerge(id, await asService(deps, caller));
  } catch (error) {
    if (error instanceof ProblemError && error.kind !== "conflict") return undefined;
    throw error;
  }
}

function postedJson({ amountMinor, currency, code, ...posted }: PostedSince) {
  return { ...posted, amount: { amountMinor: Number(amountMinor), currency }, ...(code !== "" && { code }) };
}

type Begun = { merge: MergeRow; reason: string; transactions: readonly string[] };

async function begun(tx: Transaction<DB>, { now }: MergeDeps, caller: Caller, { merge, reason, transactions }: Begun) {
  const { id } = merge;
  const locked = await lockMerge(tx, id);
  if (!locked) throw notFound();
  const { survivor, merged } = await lockBoth(tx, locked);
  await requireUndoable(tx, locked);
  if (survivor.status !== "active") throw new ProblemError("conflict", "The survivor is not active: restore it first.");
  if (!(await occupy(tx, id, [survivor.id, merged.id]))) throw merging();
  const { actor, ...origin } = caller.audit;
  const by = { ...origin, actor: { id: actor.id, sessionId: actor.sessionId, facilities: actor.facilities ?? [] } };
  await startUndo(tx, { id, reason, at: now(), by, transactions });
  const audits = auditMessageOfMany(
    "patient",
    caller.audit,
    [survivor, merged].map((row) => ({
      action: "patient.merge-undo-request",
      resourceType: "patient",
      resourceId: row.id,
      patientId: row.id,
      facilityId: row.facility_id,
      details: { merge: id },
    })),
  );
  await enqueueEvents(tx, [audits]);
  return { status: 202, body: { id, status: "undoing" }, headers: { location: `/api/patients/merges/${id}` } };
}
