import { identifierKey } from "@pms/contracts/identifiers";
import type { PatientBatchResult } from "@pms/contracts/patients";
import { type AuditContext, auditMessageOfMany } from "@pms/kit/audit/audit";
import { databaseErrorKind } from "@pms/kit/db/errors";
import type { Actor } from "@pms/kit/http/access";
import { type Answer, findAnswer, type IdempotentRequest, sealAnswer } from "@pms/kit/http/idempotency";
import { type ProblemError, problemBody } from "@pms/kit/http/problem";
import { billingCallerOf } from "../accounts/billing.ts";
import { findBillingStates } from "../accounts/store/find-billing-states.ts";
import type { Deps } from "../deps.ts";
import { accountFacts, patientCreated, patientFacts } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { registeredAt } from "../record/registered-at.ts";
import {
  findIdentifierOwners,
  type IdentifierOwner,
  isIdentifierTaken,
} from "../record/store/find-identifier-owners.ts";
import { findPatients } from "../record/store/find-patient.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import { type CheckedRow, checkBatchRows, type RefusedRow } from "./check-batch-rows.ts";
import { differingFields } from "./differing-fields.ts";
import { identifierTaken, newPatient } from "./register-patient.ts";
import type { NewPatient } from "./store/insert-patient.ts";
import { insertPatients } from "./store/insert-patients.ts";

export type Batch = {
  actor: Actor;
  audit: AuditContext;
  key: IdempotentRequest | undefined;
  rows: readonly unknown[];
};
type BatchDeps = Pick<Deps, "database" | "facilities" | "mrns" | "accounts" | "relay" | "audit" | "phoneCountry">;
type Result = PatientBatchResult["results"][number];

/** How often others may store one of the identifiers between our look and our insert. */
const attemptsMax = 3;

/**
 * Registers what can be registered, all of it in one statement, each row with an outcome of its own; then opens the
 * accounts in one call, or leaves them to the retry loop (REL-3). A row whose first identifier is known changes nothing.
 */
export async function registerBatch(deps: BatchDeps, batch: Batch): Promise<Answer & { replayed: boolean }> {
  const { key } = batch;
  const saved = key && (await findAnswer(deps.database.db, key));
  if (saved) return replay(deps, saved);
  const rows = await checkBatchRows(deps.facilities, batch.actor, batch.rows);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storeRows(deps, batch, rows);
    } catch (error) {
      // Another batch had one of these patients first: now it is known.
      const overtaken = isIdentifierTaken(error) || databaseErrorKind(error) === "deadlock";
      if (!overtaken || attempt === attemptsMax) throw error;
    }
  }
}

async function storeRows(
  deps: BatchDeps,
  batch: Batch,
  rows: readonly (CheckedRow | RefusedRow)[],
): Promise<Answer & { replayed: boolean }> {
  const { actor, key } = batch;
  const given = rows.flatMap((row) => ("record" in row ? (row.record.identifiers ?? []) : []));
  const known = await findIdentifierOwners(deps.database.pool, actor, given);
  const records = await recordsOf(deps, actor, rows, known);
  const mrns = await deps.mrns(rows.filter((row) => "record" in row && !firstOwner(known, row)).length);
  const created: NewPatient[] = [];
  const results = rows.map((row) =>
    resultOf(row, { known, records }, (record) => {
      const patient = newPatient(deps, actor, record, mrns[created.length] ?? "");
      created.push(patient);
      return patient;
    }),
  );
  const answer = { status: 200, body: { results } };
  if (created.length === 0) {
    deps.audit.record(batch.audit, summary(results));
    return { ...answer, replayed: false };
  }
  const messages = messagesOf(batch.audit, created, results);
  const stored = await insertPatients(
    deps.database.pool,
    created,
    messages,
    key && { key, status: 200, sealed: sealAnswer(key, answer) },
  );
  if (!stored) return registerBatch(deps, batch);
  deps.relay.wake();
  await openAccounts(deps, batch, created, results);
  return { ...answer, replayed: false };
}

const firstOwner = (known: ReadonlyMap<string, IdentifierOwner>, { record }: CheckedRow) => {
  const first = record.identifiers?.[0];
  return first && known.get(identifierKey(first));
};

/** The records of the patients whom rows repeat, by patient id. */
async function recordsOf(
  { database }: BatchDeps,
  actor: Actor,
  rows: readonly (CheckedRow | RefusedRow)[],
  known: ReadonlyMap<string, IdentifierOwner>,
): Promise<Map<string, PatientRecord>> {
  const ids = rows.flatMap((row) => ("record" in row ? (firstOwner(known, row)?.id ?? []) : []));
  const found = ids.length === 0 ? [] : await findPatients(database.pool, actor, ids);
  return new Map(found.map((row) => [row.id, recordOf(row)]));
}

/** What becomes of a row. `known` grows by the identifiers of those created, so that a row repeated below finds them. */
function resultOf(
  row: CheckedRow | RefusedRow,
  { known, records }: { known: Map<string, IdentifierOwner>; records: ReadonlyMap<string, PatientRecord> },
  create: (record: CheckedRow["record"]) => NewPatient,
): Result {
  const { index } = row;
  if ("refused" in row) return refusal(index, row.refused);
  const owner = firstOwner(known, row);
  if (owner?.inScope) {
    const { id, mrn, billing } = owner;
    const record = records.get(id);
    const differs = record ? differingFields(record, row.record) : [];
    return { index, outcome: "existing", id, mrn, billing, ...(differs.length > 0 && { differs }) };
  }
  const identifiers = row.record.identifiers ?? [];
  const taken = identifiers.findIndex((identifier) => known.has(identifierKey(identifier)));
  if (taken >= 0) return refusal(index, identifierTaken(taken));
  const { id, mrn, accountId } = create(row.record);
  const billing = { accountId, status: "pending" as const };
  for (const identifier of identifiers) known.set(identifierKey(identifier), { id, mrn, billing, inScope: true });
  return { index, outcome: "created", id, mrn, billing };
}

function refusal(index: number, problem: ProblemError): Result {
  return { index, outcome: "refused", problem: problemBody(problem, undefined, undefined) };
}

/** An event per patient; the audit events of all, and of the batch itself, in one message. */
function messagesOf(audit: AuditContext, created: readonly NewPatient[], results: readonly Result[]) {
  const facts = created.map(({ id, record: { facilityId } }) => ({
    action: "patient.create",
    resourceType: "patient",
    resourceId: id,
    patientId: id,
    facilityId,
  }));
  return [
    ...created.map(({ id, record, createdAt }) =>
      patientCreated(patientFacts(id, 1, record), registeredAt(record, createdAt), audit.traceparent ?? ""),
    ),
    auditMessageOfMany("patient", audit, [...facts, summary(results)]),
  ];
}

function summary(results: readonly Result[]) {
  const count = (outcome: Result["outcome"]) => String(results.filter((result) => result.outcome === outcome).length);
  const details = { created: count("created"), existing: count("existing"), refused: count("refused") };
  return { action: "patient.import", resourceType: "patient-batch", details };
}

/** Also tells the rows, those that repeat a patient of the same batch among them. */
async function openAccounts(
  { accounts }: BatchDeps,
  { actor, audit }: Batch,
  created: readonly NewPatient[],
  results: Result[],
): Promise<void> {
  const states = await accounts.openAll(
    created.map(({ id: patientId, accountId, ownerUserId, record }) => ({
      patientId,
      accountId,
      ownerUserId,
      ...accountFacts(record),
    })),
    billingCallerOf({ actor, audit }),
  );
  const byPatient = new Map(created.map(({ id }, position) => [id, states[position]]));
  for (const result of results) {
    const state = result.id && byPatient.get(result.id);
    if (state) result.billing = state;
  }
}

/** What was answered then, with the accounts as they are now. */
async function replay({ database }: BatchDeps, saved: Answer): Promise<Answer & { replayed: true }> {
  const { results } = saved.body as PatientBatchResult;
  const known = results.filter((result) => result.id !== undefined);
  const states = await findBillingStates(
    database.pool,
    known.map(({ id = "" }) => id),
  );
  for (const [position, result] of known.entries()) {
    const state = states[position];
    if (state) result.billing = state;
  }
  return { ...saved, body: { results }, replayed: true };
}
