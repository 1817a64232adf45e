import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { effectOf } from "../ledger/ledger-entries.ts";
import { isNothing, leavingEntries } from "./transfer.ts";

test("whatever is owed or in credit by either party, both sides balance and leave nothing behind", () => {
  const minor = fc.bigInt({ min: -10_000n, max: 10_000n });
  fc.assert(
    fc.property(minor, minor, (patientMinor, payerMinor) => {
      const entries = leavingEntries({ patientMinor, payerMinor });
      assert.equal(entries.length === 0, isNothing({ patientMinor, payerMinor }));
      const sum = (side: "debitMinor" | "creditMinor") => entries.reduce((total, entry) => total + entry[side], 0n);
      assert.equal(sum("debitMinor"), sum("creditMinor"));
      const effect = effectOf(entries);
      assert.equal(effect.balanceMinor, -(patientMinor + payerMinor));
      assert.equal(effect.payerBalanceMinor, -payerMinor);
    }),
  );
});
