import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import { type AuditContext, auditMessageOfMany } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { databaseErrorKind } from "@pms/kit/db/errors";
import { type Answer, findAnswer, type IdempotentRequest, sealAnswer } from "@pms/kit/http/idempotency";
import { openAccounts } from "../accounts/open-account.ts";
import { findBillingStates } from "../accounts/store/find-billing-states.ts";
import type { Deps } from "../deps.ts";
import { findUniqueOwners } from "../record/known-identifiers.ts";
import { patientCreated, patientFacts } from "../record/patient-facts.ts";
import type { PatientRecord } from "../record/patient-record.ts";
import { registeredAt } from "../record/registered-at.ts";
import { isIdentifierTaken } from "../record/store/find-identifier-owners.ts";
import { findPatients } from "../record/store/find-patient.ts";
import { recordOf } from "../record/store/patient-rows.ts";
import { firstOwner, type Known, type Result, resultOf, summary } from "./batch-results.ts";
import { type CheckedRow, checkBatchRows, type RefusedRow } from "./check-batch-rows.ts";
import { accountRequestOf, type NewPatient, newPatient } from "./new-patient.ts";
import { insertPatients } from "./store/insert-patients.ts";

type Batch = { key: IdempotentRequest | undefined; rows: readonly unknown[] };
type BatchDeps = Pick<
  Deps,
  | "database"
  | "facilities"
  | "takeMrns"
  | "accountOpener"
  | "relay"
  | "audit"
  | "phoneCountry"
  | "identifierTypes"
  | "now"
  | "logger"
>;

/** How often others may store one of the identifiers between our look and our insert. */
const attemptsMax = 3;

/**
 * Registers in one statement what can be registered; a row whose first unique identifier is known changes
 * nothing. The accounts follow in one call, or by the retry loop (REL-3).
 */
export async function registerBatch(
  deps: BatchDeps,
  caller: Caller,
  batch: Batch,
): Promise<Answer & { replayed: boolean }> {
  const { key } = batch;
  const saved = key && (await findAnswer(deps.database.db, key));
  if (saved) return replay(deps, saved);
  const rows = await checkBatchRows(deps, caller, batch.rows);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storeRows(deps, caller, batch, rows);
    } catch (error) {
      // Another batch had one of these patients first: now it is known.
      const overtaken = isIdentifierTaken(error) || databaseErrorKind(error) === "deadlock";
      if (!overtaken || attempt === attemptsMax) throw error;
    }
  }
}

async function storeRows(
  deps: BatchDeps,
  caller: Caller,
  batch: Batch,
  rows: readonly (CheckedRow | RefusedRow)[],
): Promise<Answer & { replayed: boolean }> {
  const { key } = batch;
  const given = rows.flatMap((row) => ("record" in row ? (row.record.identifiers ?? []) : []));
  const known = await findUniqueOwners(deps, caller.actor, { identifiers: given });
  const { identifierTypes } = deps;
  const records = await recordsOf(deps, caller, rows, { known, identifierTypes });
  const mrns = await deps.takeMrns(
    rows.filter((row) => "record" in row && !firstOwner({ known, identifierTypes }, row)).length,
  );
  const created: NewPatient[] = [];
  const results = rows.map((row) =>
    resultOf(row, { known, identifierTypes, records }, (record) => {
      const patient = newPatient(deps, caller, { record, mrn: mrns[created.length] ?? "" });
      created.push(patient);
      return patient;
    }),
  );
  const answer = { status: 200, body: { results } };
  if (created.length === 0) {
    deps.audit.record(caller.audit, summary(results));
    return { ...answer, replayed: false };
  }
  const messages = messagesOf(caller.audit, created, results);
  const stored = await insertPatients(
    deps.database.pool,
    created,
    messages,
    key && { key, status: 200, sealed: sealAnswer(key, answer) },
  );
  if (!stored) return registerBatch(deps, caller, batch);
  deps.relay.wake();
  await openAccountsOf(deps, caller, created, results);
  return { ...answer, replayed: false };
}

/** The records of the patients whom rows repeat, by patient id. */
async function recordsOf(
  { database }: BatchDeps,
  { actor }: Caller,
  rows: readonly (CheckedRow | RefusedRow)[],
  known: Known,
): Promise<Map<string, PatientRecord>> {
  const ids = rows.flatMap((row) => ("record" in row ? (firstOwner(known, row)?.id ?? []) : []));
  const found = ids.length === 0 ? [] : await findPatients(database.pool, actor, ids);
  return new Map(found.map((row) => [row.id, recordOf(row)]));
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

/** Also tells the rows, those that repeat a patient of the same batch among them. */
async function openAccountsOf(
  deps: BatchDeps,
  caller: Caller,
  created: readonly NewPatient[],
  results: Result[],
): Promise<void> {
  const states = await openAccounts(deps, caller, created.map(accountRequestOf));
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
