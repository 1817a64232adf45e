import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chartOf } from "./chart.ts";
import { effectOf, entriesOf, opposite, type Posted } from "./ledger-entries.ts";

const posted = fc.record<Posted>({
  type: fc.constantFrom("charge", "payment", "adjustment", "refund", "transfer"),
  amountMinor: fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
  responsibility: fc.constantFrom("patient", "payer", null),
  direction: fc.constantFrom("credit", "debit", "to-patient", "to-payer", "between-payers", null),
  code: fc.constantFrom("99213", "J1100", "x", null),
  method: fc.constantFrom("cash", "card", "copay", null),
  reasonCode: fc.constantFrom("CO-45", "bad-debt", "courtesy", "unheard-of", null),
});
const everything = (act: "payment" | "adjustment" | "charge", account: string) => ({ act, pattern: "", account });
const chart = chartOf(
  [],
  [
    { act: "charge", pattern: "^99", account: "revenue:visits" },
    everything("charge", "revenue:services"),
    { act: "adjustment", pattern: "^co", account: "adjustments:contractual" },
    everything("adjustment", "adjustments:other"),
    everything("payment", "cash:other"),
  ],
);

test("whatever is posted, debits equal credits equal the amount (REL-9)", () => {
  fc.assert(
    fc.property(posted, (transaction) => {
      const entries = entriesOf(transaction, chart);
      const debits = entries.reduce((sum, { debitMinor }) => sum + debitMinor, 0n);
      const credits = entries.reduce((sum, { creditMinor }) => sum + creditMinor, 0n);
      assert.equal(debits, transaction.amountMinor);
      assert.equal(credits, transaction.amountMinor);
      assert.ok(entries.length >= 2);
    }),
  );
});

test("the opposite of entries undoes what they do", () => {
  fc.assert(
    fc.property(posted, (transaction) => {
      const entries = entriesOf(transaction, chart);
      assert.deepEqual(effectOf([...entries, ...opposite(entries)]), { balanceMinor: 0n, payerBalanceMinor: 0n });
    }),
  );
});

test("a transfer never changes what is owed in all", () => {
  fc.assert(
    fc.property(posted, (transaction) => {
      assert.equal(effectOf(entriesOf({ ...transaction, type: "transfer" }, chart)).balanceMinor, 0n);
    }),
  );
});
