/** The merges that were asked for, and how far each is. */
import type { FieldChoices } from "@pms/contracts/patients/merging";
import type { AuditContext } from "@pms/kit/audit/audit";
import { type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import { inScope } from "../../record/store/scope.ts";
import type { PatientMerges } from "../../store/gen/tables.ts";

export type MergeState =
  | "moving-account"
  | "merging-records"
  | "done"
  | "returning-account"
  | "failed"
  | "undoing-account"
  | "undoing-records"
  | "undone";
type Columns = Selectable<PatientMerges>;
export type MergeRow = Omit<Columns, "state" | "fields" | "requested_by" | "undo_requested_by"> & {
  state: MergeState;
  fields: FieldChoices;
  requested_by: AuditContext;
  undo_requested_by: AuditContext | null;
};

/** Of merges `m` of which the caller may see both records. */
function bothInScope(actor: Actor) {
  return sql`EXISTS (SELECT FROM patients p WHERE p.id = m.survivor_id AND ${inScope(actor)})
    AND EXISTS (SELECT FROM patients p WHERE p.id = m.merged_id AND ${inScope(actor)})`;
}

export function findMerge(on: Queryable, actor: Actor, id: string): Promise<MergeRow | undefined> {
  return runForOne(
    on,
    statement("find-patient-merge")`SELECT m.* FROM patient_merges m WHERE m.id = ${id} AND ${bothInScope(actor)}`,
  );
}

/** Locked until the transaction ends. */
export function lockMerge(tx: Queryable, id: string): Promise<MergeRow | undefined> {
  return runForOne(tx, statement("lock-patient-merge")`SELECT * FROM patient_merges WHERE id = ${id} FOR UPDATE`);
}

type Listed = { patientId: string | undefined; before: string | undefined; limit: number };

/** Newest first. */
export function listMerges(on: Queryable, actor: Actor, { patientId, before, limit }: Listed): Promise<MergeRow[]> {
  const [of, until] = [patientId ?? null, before ?? null];
  return run(
    on,
    statement("list-patient-merges")`SELECT m.* FROM patient_merges m
      WHERE (${of}::uuid IS NULL OR m.survivor_id = ${of}::uuid OR m.merged_id = ${of}::uuid)
        AND (${until}::uuid IS NULL OR m.id < ${until}::uuid) AND ${bothInScope(actor)}
      ORDER BY m.id DESC LIMIT ${limit}`,
  );
}

/** A merge of the same record that came after, and stands: it goes back first. */
export function findLaterMerge(on: Queryable, merge: MergeRow): Promise<{ id: string } | undefined> {
  return runForOne(
    on,
    statement("find-later-merge")`SELECT id FROM patient_merges
      WHERE id > ${merge.id} AND state NOT IN ('failed', 'undone')
        AND (survivor_id = ${merge.survivor_id} OR merged_id = ${merge.survivor_id})
      ORDER BY id DESC LIMIT 1`,
  );
}

export type NewMerge = {
  id: string;
  survivorId: string;
  mergedId: string;
  reason: string;
  fields: FieldChoices;
  at: Date;
  by: AuditContext;
  versions: { survivor: number; merged: number };
  pairId: string | undefined;
};

export async function insertMerge(tx: Queryable, merge: NewMerge): Promise<void> {
  const { id, survivorId, mergedId, reason, fields, at, by, versions, pairId } = merge;
  await run(
    tx,
    statement("insert-patient-merge")`INSERT INTO patient_merges (id, survivor_id, merged_id, state, reason, fields,
        requested_at, requested_by, survivor_version, merged_version, pair_id)
      VALUES (${id}, ${survivorId}, ${mergedId}, 'moving-account', ${reason}, ${JSON.stringify(fields)}::jsonb, ${at},
        ${JSON.stringify(by)}::jsonb, ${versions.survivor}, ${versions.merged}, ${pairId ?? null}::uuid)`,
  );
}

/** Nothing else is done to these records from now on; false where another merge has one of them. */
export async function occupy(tx: Queryable, mergeId: string, patientIds: readonly string[]): Promise<boolean> {
  const rows = await run(
    tx,
    statement("occupy-patients")`INSERT INTO merging_patients (patient_id, merge_id)
      SELECT i, ${mergeId} FROM unnest(${patientIds}::uuid[]) i ORDER BY i ON CONFLICT DO NOTHING RETURNING patient_id`,
  );
  return rows.length === patientIds.length;
}

export async function release(tx: Queryable, mergeId: string): Promise<void> {
  await run(tx, statement("release-patients")`DELETE FROM merging_patients WHERE merge_id = ${mergeId}`);
}

type Undoing = { id: string; reason: string; at: Date; by: AuditContext; transactions: readonly string[] };

export async function startUndo(tx: Queryable, { id, reason, at, by, transactions }: Undoing): Promise<void> {
  await run(
    tx,
    statement("start-merge-undo")`UPDATE patient_merges SET state = 'undoing-account', undo_reason = ${reason},
      undo_requested_at = ${at}, undo_requested_by = ${JSON.stringify(by)}::jsonb,
      undo_transactions = ${transactions}::uuid[], problem = NULL, attempts = 0, retry_at = ${at}, ended_at = NULL
      WHERE id = ${id}`,
  );
}

/** The oldest that is due, unless another instance has it. */
export function lockDueMerge(tx: Queryable): Promise<MergeRow | undefined> {
  return runForOne(
    tx,
    statement("lock-due-merge")`SELECT * FROM patient_merges
      WHERE state NOT IN ('done', 'failed', 'undone') AND retry_at <= now()
      ORDER BY retry_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
}

/** The next state; with a problem where it is given up. */
export async function advance(
  tx: Queryable,
  { id, state, problem, at }: { id: string; state: MergeState; problem?: string | undefined; at: Date },
): Promise<void> {
  const ended = ["done", "failed", "undone"].includes(state) ? at : null;
  await run(
    tx,
    statement(
      "advance-merge",
    )`UPDATE patient_merges SET state = ${state}, problem = coalesce(${problem ?? null}, problem),
      ended_at = ${ended}, attempts = 0, retry_at = now() WHERE id = ${id}`,
  );
}

/** Done, with what it has made. */
export async function markDone(
  tx: Queryable,
  { id, version, ownerId, at }: { id: string; version: number; ownerId: string | null; at: Date },
): Promise<void> {
  await run(
    tx,
    statement("mark-merge-done")`UPDATE patient_merges SET survivor_version_after = ${version},
      moved_owner_user_id = ${ownerId}::uuid, state = 'done', ended_at = ${at} WHERE id = ${id}`,
  );
}

/** Tried again a little later each time, at most every five seconds. */
export async function postpone(on: Queryable, id: string): Promise<void> {
  await run(
    on,
    statement("postpone-merge")`UPDATE patient_merges SET attempts = attempts + 1,
      retry_at = now() + least(interval '5 seconds', interval '0.1 seconds' * 2 ^ least(attempts, 10)) WHERE id = ${id}`,
  );
}
