/** Several postings to a few locked accounts, applied one after the other and stored together. */
import type { Caller } from "@pms/kit/audit/caller";
import type { OutboxEvent } from "@pms/kit/events/outbox";
import { storePostings } from "../ledger/store/postings.ts";
import { type AppliedPosting, applyPosting, type PostingWithEntries, stampOf } from "../postings/applied-posting.ts";
import { messagesOf } from "../postings/posting-messages.ts";
import type { AccountRow, Tx } from "../store/tables.ts";

export type LedgerPage = {
  accounts: Map<string, AccountRow>;
  applied: AppliedPosting[];
  messages: OutboxEvent[];
};

export function openPage(accounts: readonly AccountRow[]): LedgerPage {
  return { accounts: new Map(accounts.map((account) => [account.id, account])), applied: [], messages: [] };
}

/** @throws as `applyPosting` does */
export function postOn(
  page: LedgerPage,
  caller: Caller,
  at: Date,
  accountId: string,
  wanted: PostingWithEntries,
): void {
  const account = page.accounts.get(accountId);
  if (!account) throw new Error("The account of a posting is not on the page");
  const applied = applyPosting(account, wanted, [], stampOf(caller.actor, at));
  page.accounts.set(accountId, applied.account);
  page.applied.push(applied);
  page.messages.push(...messagesOf(caller, applied, wanted));
}

export async function storePage(tx: Tx, { accounts, applied, messages }: LedgerPage): Promise<void> {
  if (applied.length === 0) return;
  await storePostings(tx, {
    transactions: applied.map(({ transaction }) => transaction),
    entries: applied.flatMap(({ entries }) => entries),
    accounts: [...accounts.values()],
    messages,
  });
}
