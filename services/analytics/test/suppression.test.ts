import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account, admin, analyst, created, opened, patient, posted, posting, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const march = { from: "2026-03-01", to: "2026-03-31" };
const times = (n: number) => Array.from({ length: n }, (_, i) => i);
const money = (amountMinor: number) => ({ amountMinor, currency: "USD" });

async function registerByState(counts: Record<string, number>): Promise<string> {
  const facilityId = crypto.randomUUID();
  const people = Object.entries(counts).flatMap(([state, n]) => times(n).map(() => patient({ facilityId, state })));
  await analytics.publish(...people.map(created));
  return facilityId;
}

test("a count under 11 is null for a caller who may not see patients, 11 is shown, and nothing is hidden from one who may", async () => {
  const facilityId = await registerByState({ MA: 10, NY: 11, CT: 3, RI: 12 });
  const hidden = await analytics.report(analyst, "geography", { facilityId });
  assert.deepEqual(hidden.rows, [
    { state: "CT", count: null, suppressed: true },
    { state: "MA", count: null, suppressed: true },
    { state: "NY", count: 11 },
    { state: "RI", count: 12 },
  ]);
  const open = await analytics.report(admin, "geography", { facilityId });
  assert.deepEqual(
    open.rows.map(({ count }) => count),
    [3, 10, 11, 12],
  );
});

test("one suppressed cell alone takes the next smallest with it, so that the total does not give it away", async () => {
  const facilityId = await registerByState({ MA: 5, NY: 40, CT: 20, RI: 30 });
  const { rows } = await analytics.report(analyst, "registrations", { ...march, facilityId, groupBy: "state" });
  assert.deepEqual(
    rows.map(({ state, count }) => [state, count]),
    [
      ["CT", null],
      ["MA", null],
      ["NY", 40],
      ["RI", 30],
    ],
  );
});

test("periods and groups are both protected, and zeros stay", async () => {
  const facilityId = crypto.randomUUID();
  const april = "2026-04-10T12:00:00Z";
  await analytics.publish(
    ...times(4).map(() => created(patient({ facilityId, sex: "male" }))),
    ...times(20).map(() => created(patient({ facilityId }))),
    ...times(30).map(() => created(patient({ facilityId, sex: "male", registeredAt: april }))),
    ...times(25).map(() => created(patient({ facilityId, registeredAt: april }))),
  );
  const query = { from: "2026-03-01", to: "2026-05-31", facilityId, groupBy: "sex" };
  const { rows } = await analytics.report(analyst, "registrations", query);
  assert.deepEqual(
    rows.map(({ count }) => count),
    [null, null, null, null, 0, 0],
  );
});

test("money that rests on few people is suppressed however many the entries, with and without grouping", async () => {
  const facilityId = crypto.randomUUID();
  const one = account({ facilityId });
  const many = times(11).map(() => account({ facilityId }));
  const rest = times(12).map(() => account({ facilityId }));
  await analytics.publish(
    ...[one, ...many, ...rest].map(opened),
    ...times(300).map(() => posted(posting(one, { code: "RARE", amountMinor: 100n }))),
    ...many.map((own) => posted(posting(own, { code: "USUAL", amountMinor: 200n }))),
    ...rest.map((own) => posted(posting(own, { code: "OTHER", amountMinor: 300n }))),
  );
  const query = { ...march, facilityId };
  const byCode = await analytics.report(analyst, "charges", { ...query, groupBy: "code" });
  assert.deepEqual(byCode.rows, [
    { period: "2026-03", code: "OTHER", amount: money(3_600), count: 12 },
    { period: "2026-03", code: "RARE", amount: null, count: null, suppressed: true },
    { period: "2026-03", code: "USUAL", amount: null, count: null, suppressed: true },
  ]);
  const whole = await analytics.report(analyst, "charges", query);
  assert.deepEqual(whole.rows, [{ period: "2026-03", amount: money(30_000 + 2_200 + 3_600), count: 323 }]);
  const alone = await analytics.report(analyst, "charges", {
    ...query,
    from: "2026-03-10",
    to: "2026-03-10",
    groupBy: "code",
    granularity: "day",
  });
  const theDay = alone.rows.find(({ period, code }) => period === "2026-03-10" && code === "RARE");
  assert.equal(theDay?.amount, null);
  const open = await analytics.report(admin, "charges", { ...query, groupBy: "code" });
  assert.deepEqual(
    open.rows.map(({ amount }) => amount?.amountMinor),
    [3_600, 30_000, 2_200],
  );
});

test("a day's takings of a single patient are not shown, grouped or not", async () => {
  const own = account({ facilityId: crypto.randomUUID() });
  await analytics.publish(opened(own), ...times(20).map(() => posted(posting(own, { type: "payment" }))));
  for (const groupBy of [undefined, "method", "facility"]) {
    const query = { ...march, facilityId: own.facilityId, ...(groupBy && { groupBy }) };
    const { rows } = await analytics.report(analyst, "payments", query);
    assert.deepEqual(
      rows.map(({ amount, refunded, net, count }) => [amount, refunded, net, count]),
      [[null, null, null, null]],
    );
  }
  const balances = await analytics.report(analyst, "balances", { facilityId: own.facilityId, groupBy: "position" });
  assert.deepEqual(balances.rows.find(({ position }) => position === "in credit")?.amount, null);
});

test("refunds to few people are not shown beside the payments of many, nor to be worked out from them", async () => {
  const facilityId = crypto.randomUUID();
  const accounts = times(15).map(() => account({ facilityId }));
  const [first, ...others] = accounts.map((own) => posted(posting(own, { type: "payment" })));
  const [refunded] = accounts;
  assert.ok(first && refunded);
  await analytics.publish(...accounts.map(opened), first, ...others);
  const query = { ...march, facilityId };
  const before = await analytics.report(analyst, "payments", query);
  assert.deepEqual(before.rows[0]?.amount, money(150_000));
  await analytics.publish(posted(posting(refunded, { type: "refund", amountMinor: 1_234n })));
  const { rows } = await analytics.report(analyst, "payments", query);
  assert.deepEqual(rows, [
    { period: "2026-03", amount: null, refunded: null, net: null, count: null, suppressed: true },
  ]);
});

test("a suppressed cell takes another of its own currency with it, since each currency has a total", async () => {
  const facilityId = crypto.randomUUID();
  const post = (people: number, currency: string, effectiveOn: string) =>
    times(people).map(() => posted(posting(account({ facilityId }), { currency, effectiveOn })));
  const months = ["2026-03-10", "2026-04-10", "2026-05-10"];
  await analytics.publish(...[3, 20, 30].flatMap((people, i) => post(people, "USD", months[i] ?? "")));
  await analytics.publish(...[4, 25, 35].flatMap((people, i) => post(people, "EUR", months[i] ?? "")));
  const query = { from: "2026-03-01", to: "2026-05-31", facilityId };
  const { rows } = await analytics.report(analyst, "charges", query);
  assert.deepEqual(
    rows.map(({ period, amount }) => [period, amount]),
    [
      ["2026-03", null],
      ["2026-03", null],
      ["2026-04", null],
      ["2026-04", null],
      ["2026-05", { amountMinor: 350_000, currency: "EUR" }],
      ["2026-05", { amountMinor: 300_000, currency: "USD" }],
    ],
  );
});

test("ranges that differ by a day are answered alike, so that no subtraction finds the person of that day (PRV-1)", async () => {
  const facilityId = crypto.randomUUID();
  const on = (day: string, n: number) =>
    times(n).map(() => created(patient({ facilityId, state: "CT", registeredAt: `2026-03-${day}T12:00:00Z` })));
  await analytics.publish(...on("10", 20), ...on("31", 1));
  const ask = (name: string, query: Record<string, string>) =>
    analytics.report(analyst, name, { facilityId, ...query });
  for (const granularity of ["day", "week", "month", "quarter", "year"]) {
    const shorter = await ask("registrations", { from: "2026-03-02", to: "2026-03-30", granularity });
    const longer = await ask("registrations", { from: "2026-03-01", to: "2026-03-31", granularity });
    assert.deepEqual(shorter.rows, longer.rows, granularity);
    assert.deepEqual(shorter.filters, longer.filters, granularity);
  }
  for (const name of ["geography", "age-sex"])
    assert.deepEqual((await ask(name, { to: "2026-03-30" })).rows, (await ask(name, { to: "2026-03-31" })).rows, name);
  const month = await ask("registrations", { from: "2026-03-05", to: "2026-03-06" });
  assert.deepEqual([month.filters.from, month.filters.to, month.rows[0]?.count], ["2026-03-01", "2026-03-31", 21]);
  // A week at the turn of the month is whole on either side of it.
  const [march, april] = [
    await ask("registrations", { from: "2026-03-31", to: "2026-03-31", granularity: "week" }),
    await ask("registrations", { from: "2026-04-01", to: "2026-04-30", granularity: "week" }),
  ];
  assert.deepEqual([march.filters.from, march.filters.to], ["2026-02-23", "2026-04-05"]);
  assert.deepEqual(march.rows.at(-1), april.rows[0]);
  const compared = await ask("registrations", { from: "2026-04-02", to: "2026-04-29", compare: "previous-period" });
  assert.deepEqual([compared.compared?.from, compared.compared?.to], ["2026-03-01", "2026-03-31"]);

  const seen = await analytics.report(admin, "registrations", { facilityId, from: "2026-03-31", to: "2026-03-31" });
  assert.deepEqual([seen.filters.from, seen.rows], ["2026-03-31", [{ period: "2026-03", count: 1 }]]);
});

test("a present period ends with today, not in the future", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const { filters } = await analytics.report(analyst, "charges", { from: today, to: today });
  assert.equal(filters.from, `${today.slice(0, 7)}-01`);
  assert.ok(Date.parse(String(filters.to)) - Date.parse(today) <= 86_400_000, String(filters.to));
});

test("suppressed figures are in no format", async () => {
  const facilityId = await registerByState({ MA: 7, NY: 9, CT: 77 });
  const answers = await Promise.all(
    ["csv", "vega-lite", "svg"].map((format) =>
      analytics.call(analyst, `/api/analytics/reports/geography?facilityId=${facilityId}&format=${format}`),
    ),
  );
  const [csv = "", spec = "", svg = ""] = answers.map(({ body }) => body);
  assert.equal(csv, "\uFEFFstate,count,suppressed\r\nCT,77,\r\nMA,,yes\r\nNY,,yes\r\n");
  assert.deepEqual(
    JSON.parse(spec).data.values.map(({ count }: { count: unknown }) => count),
    [77, null, null],
  );
  assert.match(svg, /77/);
  assert.doesNotMatch(svg, /Patients: [79]\b/);
});

test("insights on few people keep their figures to themselves", async () => {
  const facilityId = crypto.randomUUID();
  await analytics.publish(
    ...times(5).map(() => created(patient({ facilityId, registeredAt: new Date().toISOString() }))),
  );
  const { insights } = (await analytics.call(analyst, `/api/analytics/insights?facilityId=${facilityId}`)).json();
  assert.equal(insights[0].current.value, null);
  assert.equal(insights[0].changePercent, null);
  assert.equal(insights[0].sentence, "Registrations: too few people to compare.");
});
