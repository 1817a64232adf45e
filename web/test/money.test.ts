import assert from "node:assert/strict";
import { test } from "node:test";
import { decimalString, describeBalance, formatLedgerBalance, formatMoney, parseMoney } from "../src/lib/money.ts";

test("an amount is read to the cent without a float in between", () => {
  const cases: [string, number][] = [
    ["40", 4000],
    ["77.49", 7749],
    ["0.07", 7],
    ["1,234.5", 123450],
    ["$40", 4000],
    ["9999999999.99", 999_999_999_999],
  ];
  for (const [text, amountMinor] of cases) assert.deepEqual(parseMoney(text, "USD"), { amountMinor }, text);
  assert.deepEqual(parseMoney("500", "JPY"), { amountMinor: 500 });
});

test("an unclear, negative, zero or too fine amount is refused", () => {
  for (const text of ["", "1,5", "-5", "(5)", "0", "0.00", "1.005", "1e3", "12,34.00", "10000000000.00", "40 USD"]) {
    assert.ok("problem" in parseMoney(text, "USD"), text);
  }
  assert.deepEqual(parseMoney("0.00", "USD", { zero: "allowed" }), { amountMinor: 0 });
});

test("amounts are shown exactly, far beyond what a float holds to the cent", () => {
  assert.equal(decimalString(-7, "USD"), "-0.07");
  assert.equal(formatMoney({ amountMinor: 900719925474099, currency: "USD" }, "en-US"), "$9,007,199,254,740.99");
  assert.equal(formatMoney({ amountMinor: 0, currency: "USD" }, "en-US"), "$0.00");
});

test("a balance says who owes whom in words", () => {
  const money = (amountMinor: number) => ({ amountMinor, currency: "USD" });
  assert.equal(describeBalance(money(14000), "en-US"), "$140.00 due");
  assert.equal(describeBalance(money(-1200), "en-US"), "$12.00 in credit");
  assert.equal(describeBalance(money(0), "en-US"), "settled");
  assert.equal(formatLedgerBalance(money(-1200), "en-US"), "CR $12.00");
});

test("the sign of another currency than the account's is refused, wherever it stands", () => {
  for (const text of ["€40", "40€", "£ 40", "CA$40", "€"])
    assert.match((parseMoney(text, "USD") as { problem: string }).problem, /kept in USD/, text);
  assert.deepEqual(parseMoney("€40", "EUR"), { amountMinor: 4000 });
});
