/** What is owed by age: against a simple model of charges that are paid oldest first. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Aging } from "@pms/contracts/billing/aging";
import {
  admin,
  type Billing,
  call,
  charge,
  dayFromNow,
  facilityA,
  facilityB,
  openAccount,
  payment,
  post,
  startBilling,
} from "./support.ts";

const billing: Billing = await startBilling({ after });

async function aging(query = "", caller = admin): Promise<Aging> {
  const answer = await call(billing, caller, "GET", `/api/billing/aging${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
const shape = ({ currencies: [one] }: Aging) =>
  one && {
    buckets: one.buckets.map(({ amount, accounts }) => [amount.amountMinor, accounts]),
    owed: one.owed.amountMinor,
    accounts: one.accounts,
    credits: [one.credits.amount.amountMinor, one.credits.accounts],
  };

test("nothing posted owes nothing; a wrong query is told", async () => {
  assert.deepEqual((await aging()).currencies, []);
  for (const query of ["?bucketDays=0", "?bucketDays=x", "?asOf=2026-13-01", "?facilityId=1"])
    assert.equal((await call(billing, admin, "GET", `/api/billing/aging${query}`)).status, 400, query);
});

test("what is paid settles the oldest charge, and a reversed act ages nothing", async () => {
  const account = await openAccount(billing, { facilityId: facilityA });
  const on = (days: number) => ({ serviceDate: dayFromNow(-days) });
  await post(billing, account.id, "charges", charge(10_000, on(100)));
  const wrong = await post(billing, account.id, "charges", charge(77_000, on(45)));
  await post(billing, account.id, "charges", charge(5_000, on(31)));
  await post(billing, account.id, "charges", charge(2_500, on(30)));
  await post(billing, account.id, "payments", payment(11_000));
  assert.equal(
    (await call(billing, admin, "POST", `/api/billing/transactions/${wrong.id}/reversal`, { reason: "wrong patient" }))
      .status,
    201,
  );
  const other = await openAccount(billing, { facilityId: facilityB });
  await post(billing, other.id, "payments", payment(300));
  assert.deepEqual(shape(await aging()), {
    buckets: [
      [2_500, 1],
      [4_000, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    owed: 6_500,
    accounts: 1,
    credits: [300, 1],
  });
  assert.deepEqual(
    shape(await aging("?bucketDays=10"))?.buckets.map(([amount]) => amount),
    [0, 0, 2_500, 4_000, 0],
  );
  assert.equal((await aging(`?facilityId=${facilityB}`)).currencies[0]?.owed.amountMinor, 0);
  const ofB = { ...admin, facilities: [facilityB] };
  assert.deepEqual(shape(await aging("", ofB))?.credits, [300, 1], "only what is in reach");
  assert.equal(shape(await aging("", ofB))?.owed, 0);
});
