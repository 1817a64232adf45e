import { randomUUIDv7 } from "node:crypto";
import { auditPayload } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import type { AccountRow } from "../store/tables.ts";
import { accountCreated } from "./account-events.ts";
import {
  insertAccounts,
  listAccountsOfPatients,
  type NewAccount,
  type OpeningMessages,
  type OpeningTerms,
} from "./store/insert-accounts.ts";
import { isInScope } from "./store/scope.ts";

export type OpeningDeps = Pick<Deps, "database" | "currency" | "wakeRelay">;
export type Opening = { caller: Caller; account: NewAccount };

/**
 * Services open accounts everywhere, people at their facilities, patients their own where their
 * records go. Only services name another owner: staff would give anybody a sight of the account.
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
 * Each patient's account, opened now or there already (REL-3); in the order asked, a problem where
 * it can't be. One statement for the openings of several callers, each of which brings its own.
 */
export async function openMissingAccounts(
  { database: { pool }, currency, wakeRelay }: OpeningDeps,
  openings: readonly Opening[],
): Promise<(AccountRow | ProblemError)[]> {
  const firsts = new Map<string, Opening>();
  for (const opening of openings)
    if (!firsts.has(opening.account.patientId)) firsts.set(opening.account.patientId, opening);
  const distinct = [...firsts.values()];
  const terms = { currency, openedAt: new Date() };
  const accounts = distinct.map(({ account }) => account);
  const messages = distinct.map((opening) => messagesOf(opening, terms));
  const inserted = await insertAccounts(pool, { accounts, terms, messages });
  const found = new Map<string, AccountRow>(inserted.map((row) => [row.patient_id, row]));
  const missing = [...firsts.keys()].filter((patientId) => !found.has(patientId));
  // Opened by another statement after ours took its snapshot.
  if (missing.length > 0) for (const row of await listAccountsOfPatients(pool, missing)) found.set(row.patient_id, row);
  wakeRelay();
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

function messagesOf({ caller, account }: Opening, terms: OpeningTerms): OpeningMessages {
  const { id, patientId, facilityId } = account;
  const created = accountCreated(caller, { id, patientId, facilityId, ...terms });
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
export function newAccountOf({ id, ...facts }: Omit<NewAccount, "id"> & { id: string | undefined }): NewAccount {
  return { ...facts, id: id ?? randomUUIDv7() };
}
