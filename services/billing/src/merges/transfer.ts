/** What is owed, or in credit, goes from one account to another: one balanced transaction on each. Pure. */
import type { LedgerEntry } from "../ledger/ledger-entries.ts";
import { opposite } from "../ledger/ledger-entries.ts";
import { noFacts, type Posting } from "../ledger/posting.ts";
import type { PostingWithEntries } from "../postings/applied-posting.ts";
import type { AccountRow } from "../store/tables.ts";

/** Signed minor units: what the patient and the payer owe. */
export type Owed = { patientMinor: bigint; payerMinor: bigint };

export function owedOn({ balance_minor: all, payer_balance_minor: payer }: AccountRow): Owed {
  return { patientMinor: all - payer, payerMinor: payer };
}

export const isNothing = ({ patientMinor, payerMinor }: Owed): boolean => patientMinor === 0n && payerMinor === 0n;

/** The entries on the account that the sums leave; those on the other are their opposite. */
export function leavingEntries({ patientMinor, payerMinor }: Owed): LedgerEntry[] {
  const left: [string, bigint][] = [
    ["receivable:patient", -patientMinor],
    ["receivable:payer", -payerMinor],
    ["clearing", patientMinor + payerMinor],
  ];
  return left
    .filter(([, minor]) => minor !== 0n)
    .map(([ledgerAccount, minor]) => ({
      ledgerAccount,
      debitMinor: minor > 0n ? minor : 0n,
      creditMinor: minor < 0n ? -minor : 0n,
    }));
}

/** Known by the merge, and by what of it each transaction is. */
export const mergeSource = "merge";

type Transfer = {
  owed: Owed;
  effectiveOn: string;
  currency: string;
  /** By which the two transactions are known; `/out` and `/in` are added. */
  externalId: string;
  /** What the one and the other point to. */
  references: { out: string; in: string };
};

/** Both transactions, the one of the account that is left first. */
export function transferOf({ owed, effectiveOn, currency, externalId, references }: Transfer) {
  const leaving = leavingEntries(owed);
  const amountMinor = leaving.reduce((sum, { debitMinor }) => sum + debitMinor, 0n);
  const posting = (way: "out" | "in"): Posting => ({
    ...noFacts,
    type: "transfer",
    amountMinor,
    currency,
    effectiveOn,
    direction: way === "out" ? "to-account" : "from-account",
    code: "merge",
    reference: references[way],
    source: mergeSource,
    externalId: `${externalId}/${way}`,
    // Nobody is asked of the day: it is that of what is moved.
    confirmed: ["before-birth", "after-death", "uncovered-transfer"],
  });
  return {
    out: { posting: posting("out"), entries: leaving } satisfies PostingWithEntries,
    in: { posting: posting("in"), entries: opposite(leaving) } satisfies PostingWithEntries,
  };
}
