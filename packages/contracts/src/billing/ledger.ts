/** The ledger as a whole: chart of accounts, trial balance and integrity. */
import { type Static, Type } from "typebox";
import { Currency, closed, describedDate, Id, Instant, LocalDate, Money } from "../http/common.ts";

export const ledgerAccountTypes = ["asset", "liability", "revenue", "contra-revenue", "expense"] as const;
export const LedgerAccountType = Type.Enum(ledgerAccountTypes);
export type LedgerAccountType = Static<typeof LedgerAccountType>;
const Side = Type.Enum(["debit", "credit"]);

/** An account of the chart: `account` is its name wherever the ledger is read. */
const ChartAccount = Type.Object({
  account: Type.String({ examples: ["cash:card"] }),
  /** As accountants sort and name it. */
  number: Type.String({ examples: ["1020"] }),
  name: Type.String({ examples: ["Card payments"] }),
  type: LedgerAccountType,
  normalSide: Side,
});

export const Chart = Type.Object({
  accounts: Type.Array(
    Type.Object({
      ...ChartAccount.properties,
      open: Type.Boolean({ description: "Whether anything is still posted to it" }),
    }),
  ),
  rules: Type.Array(
    Type.Object({
      act: Type.Enum(["payment", "adjustment", "charge"]),
      pattern: Type.String({
        description: "A regular expression, whatever the case of the letters; empty: everything",
      }),
      account: Type.String(),
    }),
    {
      description:
        "Which account an act is posted to: the first rule of the act that the method (of payments and refunds), the reason code or the charge's code fits",
    },
  ),
});
export type Chart = Static<typeof Chart>;

export const TrialBalanceQuery = Type.Object(
  {
    asOf: Type.Optional(
      Type.Union([
        describedDate("All that is effective until the end of that day. Absent: today in UTC"),
        Type.String({
          format: "date-time",
          description:
            "All that was posted until that moment, whatever it is effective on: what the ledger said then. Not in the future; of the last seconds, what was being posted meanwhile may still come",
        }),
      ]),
    ),
    currency: Type.Optional(Currency),
    facilityId: Type.Optional(
      Type.String({ format: "uuid", description: "Where the service was given or the money taken: only that" }),
    ),
  },
  closed,
);
export type TrialBalanceQuery = Static<typeof TrialBalanceQuery>;

export const TrialBalance = Type.Object({
  /** A date, or an instant where one was asked for. */
  asOf: Type.String(),
  currency: Currency,
  /** In which anything is posted: each has a trial balance of its own. */
  currencies: Type.Array(Currency),
  facilityId: Type.Optional(Id),
  accounts: Type.Array(Type.Object({ ...ChartAccount.properties, debit: Money, credit: Money })),
  /** Zero, always. */
  difference: Money,
});
export type TrialBalance = Static<typeof TrialBalance>;

export const integrityChecks = [
  "transactions-balanced",
  "chart",
  "cached-balances",
  "running-balances",
  "seals",
  "checkpoints",
  "trial-balance",
  "orphans",
] as const;

/** Where to look: whatever of it there is. */
export const LedgerFault = Type.Object({
  accountId: Type.Optional(Id),
  transactionId: Type.Optional(Id),
  /** The transaction's place in its account's ledger. */
  sequence: Type.Optional(Type.Integer()),
  ledgerAccount: Type.Optional(Type.String()),
  on: Type.Optional(LocalDate),
});
export type LedgerFault = Static<typeof LedgerFault>;

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
      /** The first of what differs, by account and sequence. */
      first: Type.Optional(LedgerFault),
    }),
  ),
});
export type LedgerIntegrity = Static<typeof LedgerIntegrity>;

export const ExportQuery = Type.Object(
  {
    format: Type.Enum(["ledger"], { description: "Plain-text accounting, as hledger and ledger read it" }),
    asOf: Type.Optional(describedDate("What is effective until the end of that day. Absent: everything")),
  },
  closed,
);
export type ExportQuery = Static<typeof ExportQuery>;
