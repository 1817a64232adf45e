import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { ProblemError } from "@pms/kit/problem/problem";
import { accountStatusChanged } from "../accounts/account-events.ts";
import { requireOpen } from "../accounts/require-open.ts";
import { lockAccountsOfPatients, noSuchAccount } from "../accounts/store/accounts.ts";
import { todayUtc } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import type { AccountRow, Tx } from "../store/tables.ts";
import { openPage, postOn, storePage } from "./ledger-page.ts";
import { closeInto, insertMerge, lockAccounts, lockMerge, type MergeRow } from "./store/account-merges.ts";
import { isNothing, type Owed, owedOn, transferOf } from "./transfer.ts";

export type MergeDeps = Pick<Deps, "database" | "relay" | "now">;
/** Both accounts, and what was moved. */
export type MergedAccounts = { survivor: AccountRow; merged: AccountRow; moved: Owed };
type Input = { mergeId: string; survivorPatientId: string; mergedPatientId: string; dryRun: boolean };

/**
 * Moves what the merged account owes to the survivor's and closes it; again, it changes nothing.
 * 404 while an account is pending, 409 unless both are open or when the merge was undone, 422 for
 * two currencies.
 */
export function mergeAccounts(deps: MergeDeps, caller: Caller, input: Input): Promise<MergedAccounts> {
  return commit(deps, (tx) => mergeInTransaction(tx, deps, caller, input), input.survivorPatientId);
}

async function mergeInTransaction(tx: Tx, deps: MergeDeps, caller: Caller, input: Input): Promise<MergedAccounts> {
  const { mergeId, dryRun } = input;
  const known = await lockMerge(tx, mergeId);
  if (known) return answerKnown(tx, known);
  const rows = await lockAccountsOfPatients(tx, [input.survivorPatientId, input.mergedPatientId], caller.actor);
  const survivor = rows.find((row) => row.patient_id === input.survivorPatientId);
  const merged = rows.find((row) => row.patient_id === input.mergedPatientId);
  if (!survivor || !merged || survivor.id === merged.id) throw noSuchAccount();
  for (const account of [survivor, merged]) requireOpen(account);
  if (survivor.currency !== merged.currency)
    throw new ProblemError("rule-violated", "The accounts are kept in two currencies.");
  if (survivor.owner_user_id !== null && merged.owner_user_id !== null)
    throw new ProblemError("conflict", "Both accounts belong to users of their own.");
  const moved = owedOn(merged);
  if (dryRun) return { survivor, merged, moved };
  const at = deps.now();
  if (!(await insertMerge(tx, { id: mergeId, survivorId: survivor.id, mergedId: merged.id, at }))) {
    const other = await lockMerge(tx, mergeId);
    if (other) return answerKnown(tx, other);
  }
  return { ...(await move(tx, caller, { mergeId, survivor, merged, at })), moved };
}

async function move(
  tx: Tx,
  caller: Caller,
  { mergeId, survivor, merged, at }: { mergeId: string; survivor: AccountRow; merged: AccountRow; at: Date },
): Promise<Omit<MergedAccounts, "moved">> {
  const page = openPage([survivor, merged]);
  const owed = owedOn(merged);
  if (!isNothing(owed)) {
    const { currency } = merged;
    const references = { out: survivor.id, in: merged.id };
    const pair = transferOf({ owed, currency, effectiveOn: todayUtc(at), externalId: mergeId, references });
    postOn(page, caller, at, merged.id, pair.out);
    postOn(page, caller, at, survivor.id, pair.in);
    await storePage(tx, page);
  }
  const [after = survivor] = [page.accounts.get(survivor.id)];
  const rows = await closeInto(tx, { mergeId, merged, survivor: after });
  const [closed, kept] = [merged.id, survivor.id].map((id) => rows.find((row) => row.id === id));
  if (!closed || !kept) throw new Error("The accounts of a merge are gone");
  const audit = auditMessage("billing", caller.audit, {
    action: "billing.merge-accounts",
    resourceType: "account",
    resourceId: closed.id,
    patientId: closed.patient_id,
    facilityId: closed.facility_id,
    details: { merge: mergeId, survivor: kept.id },
  });
  await enqueueEvents(tx, [accountStatusChanged(caller, closed), audit]);
  return { survivor: kept, merged: closed };
}

/** 409 for one that was undone. */
async function answerKnown(tx: Tx, merge: MergeRow): Promise<MergedAccounts> {
  if (merge.state === "undone") throw new ProblemError("conflict", "The merge was undone.");
  const { survivor, merged } = await accountsOf(tx, merge);
  return { survivor, merged, moved: { patientMinor: 0n, payerMinor: 0n } };
}

/** Both accounts of a merge, locked. */
export async function accountsOf(tx: Tx, merge: MergeRow): Promise<{ survivor: AccountRow; merged: AccountRow }> {
  const rows = await lockAccounts(tx, [merge.survivor_id ?? "", merge.merged_id ?? ""].filter(Boolean));
  const survivor = rows.find(({ id }) => id === merge.survivor_id);
  const merged = rows.find(({ id }) => id === merge.merged_id);
  if (!survivor || !merged) throw new Error("The accounts of a merge are gone");
  return { survivor, merged };
}
