/** The ledger as a whole: trial balance and integrity. */
import { type Static, Type } from "typebox";
import { Currency, Instant, LocalDate, Money } from "../http/common.ts";

export const TrialBalance = Type.Object({
  asOf: LocalDate,
  currency: Currency,
  accounts: Type.Array(Type.Object({ account: Type.String(), debit: Money, credit: Money })),
  /** Zero, always. */
  difference: Money,
});
export type TrialBalance = Static<typeof TrialBalance>;

export const integrityChecks = [
  "transactions-balanced",
  "cached-balances",
  "running-balances",
  "checkpoints",
  "trial-balance",
  "orphans",
] as const;

/** What is kept beside the entries, against the entries. `count` is how many rows differ. */
export const LedgerIntegrity = Type.Object({
  checkedAt: Instant,
  ok: Type.Boolean(),
  checks: Type.Array(
    Type.Object({
      name: Type.Enum(integrityChecks),
      description: Type.String(),
      ok: Type.Boolean(),
      count: Type.Integer(),
    }),
  ),
});
export type LedgerIntegrity = Static<typeof LedgerIntegrity>;
