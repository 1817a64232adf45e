import { randomUUIDv7 } from "node:crypto";
import { auditPayload } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { Queryable } from "@pms/kit/db/database";
import { ProblemError } from "@pms/kit/http/problem";
import { accountCreated } from "../ledger/billing-messages.ts";
import type { AccountRow } from "./store/accounts.ts";
import { accountsOfPatients, type NewAccount, openAccounts } from "./store/open-accounts.ts";
import { isInScope } from "./store/scope.ts";

export type Opening = { caller: Caller; account: NewAccount };

/**
 * Who may open an account where: services everywhere, people at their facilities, patients for themselves where their records go.
 * Whose own it is, besides the owner only a service may say: staff would give anybody a sight of the account.
 */
export function requireMayOpen({ caller: { actor }, account }: Opening): void {
  const { facilityId, ownerUserId } = account;
  if (actor.ownRecordOnly) {
    if (ownerUserId !== actor.id || facilityId !== actor.defaultFacilityId)
      throw new ProblemError("forbidden", "An account of one's own only, at one's default facility.");
    return;
  }
  if (ownerUserId !== null && !actor.roles.includes("service"))
    throw new ProblemError("forbidden", "Only services and the owner may name the owner.");
  if (actor.facilities !== "all" && !actor.facilities.includes(facilityId))
    throw new ProblemError("forbidden", "The facility is not one that you work at.");
}

/**
 * Each patient's account, opened now or there already (REL-3); in the order asked, a problem where it can't be. All callers'
 * openings of the moment go in one statement.
 */
export async function openMissingAccounts(
  on: Queryable,
  currency: string,
  openings: readonly Opening[],
): Promise<(AccountRow | ProblemError)[]> {
  const byPatient = new Map<string, Opening>();
  for (const opening of openings)
    if (!byPatient.has(opening.account.patientId)) byPatient.set(opening.account.patientId, opening);
  const openedAt = new Date();
  const distinct = [...byPatient.values()];
  const told = distinct.map((opening) => messagesOf(opening, currency, openedAt));
  const facts = { currency, openedAt };
  const answered = await openAccounts(
    on,
    distinct.map(({ account }) => account),
    facts,
    told,
  );
  const found = new Map<string, AccountRow>(answered.map((row) => [row.patient_id, row]));
  const missing = [...byPatient.keys()].filter((patientId) => !found.has(patientId));
  // Opened by another statement after ours took its snapshot.
  if (missing.length > 0) for (const row of await accountsOfPatients(on, missing)) found.set(row.patient_id, row);
  return openings.map((opening) => answerOf(opening, found.get(opening.account.patientId)));
}

function answerOf({ caller }: Opening, row: AccountRow | undefined): AccountRow | ProblemError {
  if (!row)
    return new ProblemError(
      "already-exists",
      "Another patient's account has this account id, or is open for the same owner.",
    );
  return isInScope(caller.actor, row) ? row : new ProblemError("forbidden");
}

function messagesOf({ caller, account }: Opening, currency: string, openedAt: Date) {
  const { id, patientId, facilityId } = account;
  const created = accountCreated(caller, { id, patientId, facilityId, currency, openedAt });
  const audit = auditPayload("billing", caller.audit, {
    action: "billing.open-account",
    resourceType: "account",
    resourceId: id,
    patientId,
    facilityId,
  });
  return { created, audit };
}

/** The account as the caller names it; an id of our own where none is given. */
export function newAccountOf(asked: {
  id: string | undefined;
  patientId: string;
  facilityId: string;
  ownerUserId: string | null;
  birthYear: number | null;
  deathYear: number | null;
}): NewAccount {
  return { ...asked, id: asked.id ?? randomUUIDv7() };
}
