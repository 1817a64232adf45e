/** What is owed by age: against a simple model of charges that are paid oldest first. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Aging } from "@pms/contracts/billing/aging";
import type { TestCaller } from "@pms/kit/testing/tokens";
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

test("the accounts that owe are listed oldest debt first, in pages, each with what is unpaid of it", async () => {
  const owe: TestCaller = { id: randomUUID(), roles: ["biller"], facilities: [facilityB] };
  const accounts: Awaited<ReturnType<typeof openAccount>>[] = [];
  for (let times = 0; times < 4; times += 1) accounts.push(await openAccount(billing, { facilityId: facilityB }));
  const [first, second, third, paid] = accounts;
  assert.ok(first && second && third && paid);
  await post(billing, first.id, "charges", charge(700, { serviceDate: dayFromNow(-90) }));
  await post(billing, first.id, "charges", charge(300, { serviceDate: dayFromNow(-10) }));
  await post(billing, first.id, "payments", payment(200));
  await post(billing, second.id, "charges", charge(500, { serviceDate: dayFromNow(-200) }));
  await post(billing, third.id, "charges", charge(100, { serviceDate: dayFromNow(-20) }));
  await post(billing, paid.id, "charges", charge(100, { serviceDate: dayFromNow(-300) }));
  await post(billing, paid.id, "payments", payment(100));
  const seen: [string, string, number][] = [];
  let cursor = "";
  do {
    const answer = await call(billing, owe, "GET", `/api/billing/aging/accounts?limit=2${cursor}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    for (const { accountId, oldestOn, owed } of answer.body.data) seen.push([accountId, oldestOn, owed.amountMinor]);
    cursor = answer.body.page.nextCursor ? `&cursor=${answer.body.page.nextCursor}` : "";
  } while (cursor !== "");
  const ours = seen.filter(([id]) => accounts.some((account) => account.id === id));
  assert.deepEqual(ours, [
    [second.id, dayFromNow(-200), 500],
    [first.id, dayFromNow(-90), 800],
    [third.id, dayFromNow(-20), 100],
  ]);
  const old = await call(billing, owe, "GET", "/api/billing/aging/accounts?minDays=60");
  assert.ok(!old.body.data.some(({ accountId }: { accountId: string }) => accountId === third.id));
  const elsewhere: TestCaller = { ...owe, facilities: [facilityA] };
  const other = await call(billing, elsewhere, "GET", "/api/billing/aging/accounts");
  assert.ok(!other.body.data.some(({ accountId }: { accountId: string }) => accountId === second.id), "AZ-3");
  assert.equal((await call(billing, owe, "GET", "/api/billing/aging/accounts?cursor=x")).status, 400);
});
