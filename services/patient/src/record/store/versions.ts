/** What a patient's record was, version by version. */
import type { HistoryEntry } from "@pms/contracts/patients/history";
import type { Patient } from "@pms/contracts/patients/patient";
import { type Queryable, run, runForOne, sql, statement } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import type { Patients, PatientVersions } from "../../store/gen/tables.ts";
import type { PatientRecord } from "../patient-record.ts";
import { inScope, scopeForm } from "./scope.ts";

type VersionColumn = "patient_id" | "version" | "at" | "actor_id" | "changed" | "reason" | "restored_from";
type PatientColumn = "mrn" | "created_at" | "facility_id" | "billing_account_id";
/** A version, beside it the patient as it stands. */
export type VersionRow = Pick<Selectable<PatientVersions>, VersionColumn> &
  Pick<Selectable<Patients>, PatientColumn> & {
    change: HistoryEntry["change"];
    status: HistoryEntry["patient"]["status"];
    /** Of old versions, what people wrote: the rest stands in the other columns. */
    document: PatientRecord;
    latest: number;
    billing_pending: boolean;
  };

const versionColumns = sql`v.patient_id, v.version, v.at, v.actor_id, v.change, v.changed, v.status, v.document,
  v.reason, v.restored_from, p.mrn, p.created_at, p.facility_id, p.version AS latest, p.billing_account_id,
  EXISTS (SELECT FROM pending_billing_accounts b WHERE b.patient_id = p.id) AS billing_pending`;

const ofPatients = sql`FROM patient_versions v JOIN patients p ON p.id = v.patient_id`;

/** Newest first, below `before` when given. None when the caller may not see the patient. */
export function listVersions(
  on: Queryable,
  actor: Actor,
  patientId: string,
  { before = null, limit }: { before: number | null | undefined; limit: number },
): Promise<VersionRow[]> {
  return run(
    on,
    statement("list-versions")`SELECT ${versionColumns} ${ofPatients}
     WHERE v.patient_id = ${patientId} AND (${before}::int IS NULL OR v.version < ${before}) AND ${inScope(actor)}
     ORDER BY v.version DESC LIMIT ${limit}`,
  );
}

export function findVersion(
  on: Queryable,
  actor: Actor,
  patientId: string,
  version: number,
): Promise<VersionRow | undefined> {
  return runForOne(
    on,
    statement("find-version")`SELECT ${versionColumns} ${ofPatients}
     WHERE v.patient_id = ${patientId} AND v.version = ${version} AND ${inScope(actor)}`,
  );
}

/** The version that stood at an instant; none before the registration. */
export function findVersionAt(
  on: Queryable,
  actor: Actor,
  patientId: string,
  at: Date,
): Promise<VersionRow | undefined> {
  return runForOne(
    on,
    statement("find-version-at")`SELECT ${versionColumns} ${ofPatients}
     WHERE v.patient_id = ${patientId} AND v.at <= ${at} AND ${inScope(actor)}
     ORDER BY v.version DESC LIMIT 1`,
  );
}

/**
 * What a version said of a patient to those who could see it while it stood, also when the patient
 * has moved out of their reach since: for a place in an order, never to be shown.
 */
export async function findVersionAsSeen(
  on: Queryable,
  actor: Actor,
  patientId: string,
  version: number,
): Promise<PatientRecord | undefined> {
  const seen =
    scopeForm(actor) === "facilities"
      ? sql`v.document ->> 'facilityId' = ANY (${actor.facilities}::text[])`
      : inScope(actor);
  const row = await runForOne<{ document: PatientRecord }>(
    on,
    statement("find-version-as-seen")`SELECT v.document ${ofPatients}
     WHERE v.patient_id = ${patientId} AND v.version = ${version} AND ${seen}`,
  );
  return row?.document;
}

/** As registered, whoever asks: for the answer to who registered the patient. */
export function findFirstVersion(on: Queryable, patientId: string): Promise<VersionRow | undefined> {
  return runForOne(
    on,
    statement("find-first-version")`SELECT ${versionColumns} ${ofPatients}
     WHERE v.patient_id = ${patientId} AND v.version = 1`,
  );
}

/** What the version says of the person, without what every version of a patient has. */
export function recordOfVersion({ document, facility_id: facilityId }: VersionRow): PatientRecord {
  const { id, mrn, status, version, createdAt, updatedAt, billing, mergedInto, ...record } = {
    ...document,
  } as PatientRecord & Partial<Patient>;
  return { ...record, facilityId: record.facilityId ?? facilityId };
}

/** The patient as of that version, with the account as it is now. */
export function patientOf(row: VersionRow): Patient {
  const { patient_id: id, mrn, status, version, document } = row;
  const billing = { accountId: row.billing_account_id, status: row.billing_pending ? "pending" : "active" } as const;
  const [createdAt, updatedAt] = [row.created_at.toISOString(), row.at.toISOString()];
  return { ...document, id, mrn, status, version, createdAt, updatedAt, billing };
}
