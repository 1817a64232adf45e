/** What a patient's record was, version by version. */
import type { HistoryEntry } from "@pms/contracts/patients/history";
import type { Patient } from "@pms/contracts/patients/patient";
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import type { Actor } from "@pms/kit/trust/access";
import type { Selectable } from "kysely";
import type { Patients, PatientVersions } from "../../store/gen/tables.ts";
import type { PatientRecord } from "../patient-record.ts";
import { parameters, scopeForm, scopePredicate } from "./scope.ts";

type VersionColumn = "patient_id" | "version" | "at" | "actor_id" | "changed";
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

const versionColumns = `v.patient_id, v.version, v.at, v.actor_id, v.change, v.changed, v.status, v.document,
  p.mrn, p.created_at, p.facility_id, p.version AS latest, p.billing_account_id,
  EXISTS (SELECT FROM pending_billing_accounts b WHERE b.patient_id = p.id) AS billing_pending`;

/** Newest first, below `before` when given. None when the caller may not see the patient. */
export function listVersions(
  on: Queryable,
  actor: Actor,
  patientId: string,
  page: { before: number | undefined; limit: number },
): Promise<VersionRow[]> {
  const bound = parameters(patientId, page.before ?? null, page.limit);
  return queryNamed<VersionRow>(
    on,
    `list-versions-${scopeForm(actor)}`,
    `SELECT ${versionColumns} FROM patient_versions v JOIN patients p ON p.id = v.patient_id
     WHERE v.patient_id = $1 AND ($2::int IS NULL OR v.version < $2) AND ${scopePredicate(actor, bound)}
     ORDER BY v.version DESC LIMIT $3`,
    bound.values,
  );
}

export async function findVersion(
  on: Queryable,
  actor: Actor,
  patientId: string,
  version: number,
): Promise<VersionRow | undefined> {
  const bound = parameters(patientId, version);
  const rows = await queryNamed<VersionRow>(
    on,
    `find-version-${scopeForm(actor)}`,
    `SELECT ${versionColumns} FROM patient_versions v JOIN patients p ON p.id = v.patient_id
     WHERE v.patient_id = $1 AND v.version = $2 AND ${scopePredicate(actor, bound)}`,
    bound.values,
  );
  return rows[0];
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
  const bound = parameters(patientId, version);
  const seen =
    scopeForm(actor) === "facilities"
      ? `v.document ->> 'facilityId' = ANY (${bound.add(actor.facilities)}::text[])`
      : scopePredicate(actor, bound);
  const [row] = await queryNamed<{ document: PatientRecord }>(
    on,
    `find-version-as-seen-${scopeForm(actor)}`,
    `SELECT v.document FROM patient_versions v JOIN patients p ON p.id = v.patient_id
     WHERE v.patient_id = $1 AND v.version = $2 AND ${seen}`,
    bound.values,
  );
  return row?.document;
}

/** As registered, whoever asks: for the answer to who registered the patient. */
export async function findFirstVersion(on: Queryable, patientId: string): Promise<VersionRow | undefined> {
  const text = `SELECT ${versionColumns} FROM patient_versions v JOIN patients p ON p.id = v.patient_id
    WHERE v.patient_id = $1 AND v.version = 1`;
  const [row] = await queryNamed<VersionRow>(on, "find-first-version", text, [patientId]);
  return row;
}

/** The patient as of that version, with the account as it is now. */
export function patientOf(row: VersionRow): Patient {
  const { patient_id: id, mrn, status, version, document } = row;
  const billing = { accountId: row.billing_account_id, status: row.billing_pending ? "pending" : "active" } as const;
  const [createdAt, updatedAt] = [row.created_at.toISOString(), row.at.toISOString()];
  return { ...document, id, mrn, status, version, createdAt, updatedAt, billing };
}
