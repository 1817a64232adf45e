import { identifierKey } from "@pms/contracts/text/identifiers";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import { replaceIdentifiers, updatePatient } from "../changes/store/update-patient.ts";
import type { Deps } from "../deps.ts";
import { dropOpenPairs, markPairMerged, reopenMergedPair } from "../duplicates/store/decisions.ts";
import { checkRecord, type PatientRecord } from "../record/patient-record.ts";
import { findIdentifierOwners } from "../record/store/find-identifier-owners.ts";
import { findPatientForUpdate } from "../record/store/find-patient.ts";
import { type PatientRow, recordOf } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { mergeRecords, unmergeRecord } from "./merged-record.ts";
import { everywhere, mergedVersion, survivorVersion } from "./merged-versions.ts";
import { moveOwner, recordOfVersion } from "./store/merged-patients.ts";
import { advance, type MergeRow, markDone, release } from "./store/merges.ts";

type RecordDeps = Pick<Deps, "phoneCountry" | "now" | "identifierTypes">;
type Tx = Transaction<DB>;

/**
 * Both records in one transaction, with the merge's end. 409 when one of them is not active any
 * more or both have a user, 400 when what comes out is no record: the merge is then given up.
 */
export async function mergeBothRecords(tx: Tx, deps: RecordDeps, merge: MergeRow): Promise<void> {
  const { survivor, merged } = await lockBoth(tx, merge);
  requireMergeable(survivor, merged);
  const { record } = mergeRecords(recordOf(survivor), recordOf(merged), merge.fields);
  checkRecord(record, { now: deps.now(), identifierTypes: deps.identifierTypes, before: record });
  const of = (row: PatientRow, other: PatientRow) => ({
    row,
    mergeId: merge.id,
    otherId: other.id,
    by: merge.requested_by,
  });
  const version = survivorVersion(deps, of(survivor, merged), "merged", record);
  await updatePatient(tx, everywhere, version);
  await updatePatient(tx, everywhere, mergedVersion(deps, of(merged, survivor), "merged"));
  // The one gives up what the other then has.
  await replaceIdentifiers(tx, merged.id, [], deps.identifierTypes);
  await replaceIdentifiers(tx, survivor.id, record.identifiers ?? [], deps.identifierTypes);
  const ownerId = merged.owner_user_id;
  if (ownerId !== null) await moveOwner(tx, { ownerId, from: merged.id, to: survivor.id });
  const at = deps.now();
  await markPairMerged(tx, { ...pairOf(merge), at, by: merge.requested_by.actor.id });
  await dropOpenPairs(tx, merged.id);
  await markDone(tx, { id: merge.id, version: version.patient.version, ownerId, at });
  await release(tx, merge.id);
}

/** 409 unless both stand for themselves and one user at most has them for their own. */
export function requireMergeable(survivor: PatientRow, merged: PatientRow): void {
  for (const row of [survivor, merged])
    if (row.status !== "active")
      throw new ProblemError(
        "conflict",
        row.survivor_id === null
          ? `The patient ${row.id} is not active.`
          : `The patient ${row.id} was merged into the patient ${row.survivor_id}.`,
      );
  if (survivor.owner_user_id !== null && merged.owner_user_id !== null)
    throw new ProblemError("conflict", "Each of the two is a user's own record: one user has to give theirs up first.");
}

/** The way back, in one transaction. What somebody else has taken meanwhile stays theirs. */
export async function unmergeBothRecords(tx: Tx, deps: RecordDeps, merge: MergeRow): Promise<void> {
  const { survivor, merged } = await lockBoth(tx, merge);
  const by = merge.undo_requested_by ?? merge.requested_by;
  const now = recordOf(survivor);
  const { record } = unmergeRecord(...(await versionsOf(tx, merge)), now);
  const own = recordOf(merged);
  const { isEvidence } = deps.identifierTypes;
  const owners = await findIdentifierOwners(tx, everywhere, own.identifiers ?? [], survivor.id);
  const identifiers = (own.identifiers ?? []).filter((each) => isEvidence(each) || !owners.has(identifierKey(each)));
  const back = mergedVersion(deps, { row: merged, mergeId: merge.id, otherId: survivor.id, by }, "unmerged");
  if (identifiers.length < (own.identifiers?.length ?? 0)) {
    if (identifiers.length > 0) back.patient.identifiers = identifiers;
    else delete back.patient.identifiers;
  }
  const kept = survivorVersion(deps, { row: survivor, mergeId: merge.id, otherId: merged.id, by }, "unmerged", record);
  await updatePatient(tx, everywhere, kept);
  await updatePatient(tx, everywhere, back);
  await replaceIdentifiers(tx, survivor.id, record.identifiers ?? [], deps.identifierTypes);
  await replaceIdentifiers(tx, merged.id, identifiers, deps.identifierTypes);
  const ownerId = merge.moved_owner_user_id;
  if (ownerId !== null) await moveOwner(tx, { ownerId, from: survivor.id, to: merged.id });
  await reopenMergedPair(tx, pairOf(merge));
  await advance(tx, { id: merge.id, state: "undone", at: deps.now() });
  await release(tx, merge.id);
}

/** What the survivor was before the merge, and right after it. */
export async function versionsOf(tx: Parameters<typeof recordOfVersion>[0], merge: MergeRow) {
  const { survivor_id: id, survivor_version_after: after } = merge;
  if (after === null) throw new Error("A merge that is done knows no version of its own");
  const [before, made] = [await recordOfVersion(tx, id, after - 1), await recordOfVersion(tx, id, after)];
  if (!before || !made) throw new Error("The versions of a merge are gone");
  return [before, made] as [PatientRecord, PatientRecord];
}

/** In the order of their ids, so that two merges can't wait for each other. */
export async function lockBoth(
  tx: Tx,
  { survivor_id: survivorId, merged_id: mergedId }: Pick<MergeRow, "survivor_id" | "merged_id">,
): Promise<{ survivor: PatientRow; merged: PatientRow }> {
  const rows = new Map<string, PatientRow>();
  for (const id of [survivorId, mergedId].toSorted()) {
    const row = await findPatientForUpdate(tx, everywhere, id);
    if (row) rows.set(id, row);
  }
  const [survivor, merged] = [rows.get(survivorId), rows.get(mergedId)];
  if (!survivor || !merged) throw new Error("The records of a merge are gone");
  return { survivor, merged };
}

function pairOf({ survivor_id: survivorId, merged_id: mergedId }: MergeRow): { low: string; high: string } {
  const [low = "", high = ""] = [survivorId, mergedId].toSorted();
  return { low, high };
}
