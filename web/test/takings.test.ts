import assert from "node:assert/strict";
import { test } from "node:test";
import type { Takings } from "@pms/contracts/billing/takings";
import { readTakingsSearch } from "../src/features/takings/search.ts";
import { takingsCsv } from "../src/features/takings/takings-csv.ts";

const [facilityId, cashierId] = ["019b0000-0000-7000-8000-000000000001", "019b0000-0000-7000-8000-000000000002"];
const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
const counted = (count: number, amountMinor: number) => ({ count, amount: usd(amountMinor) });
const sums = { currency: "USD", ...counted(3, 5_505), paidBack: counted(0, 0), reversed: counted(2, 6_000) };
const takings: Takings = {
  asOf: "2026-11-30T14:00:00Z",
  days: [{ facilityId, timeZone: "UTC", date: "2026-11-30", from: "2026-11-30T00:00:00Z", to: "2026-12-01T00:00:00Z" }],
  rows: [{ facilityId, cashier: { id: cashierId }, method: "cash", ...sums, net: usd(-495) }],
  totals: { methods: [], cashiers: [], facilities: [], all: [] },
};

test("the file of takings has exact amounts, and no name that a spreadsheet would work out as a formula", () => {
  const names = { facility: () => '=HYPERLINK("x")', cashier: () => "-Nilsen, Fay" };
  const [head, row, end] = takingsCsv(takings, names).split("\r\n");
  assert.ok(head?.startsWith("\ufeffdate,facility,cashierId,cashier,method,currency,payments,taken,"));
  assert.equal(
    row,
    `2026-11-30,"'=HYPERLINK(""x"")",${cashierId},"'-Nilsen, Fay",cash,USD,3,55.05,0,0.00,2,60.00,-4.95`,
  );
  assert.equal(end, "");
});

test("the address of the takings says a day, a facility and a cashier, and nothing else", () => {
  const all = { date: "2026-11-30", facility: facilityId, cashier: "me" };
  assert.deepEqual(readTakingsSearch({ ...all, patient: "x" }), all);
  assert.deepEqual(readTakingsSearch({ date: "yesterday", facility: "'", cashier: "they" }), {});
  assert.deepEqual(readTakingsSearch({ cashier: cashierId }), { cashier: cashierId });
});
