import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account, created, opened, patient, posted, posting } from "./events.ts";
import { admin, analyst, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const manager = { roles: ["manager"] };
const [large, small] = [crypto.randomUUID(), crypto.randomUUID()];
const range = { from: "2026-01-01", to: "2026-03-31" };

const somebody = (facilityId: string, amountMinor: bigint) => {
  const facts = patient({ facilityId, registeredAt: "2026-02-10T12:00:00Z" });
  const own = account({ patientId: facts.patientId, facilityId });
  return [
    created(facts),
    opened(own),
    posted(posting(own, { code: "99213", amountMinor, effectiveOn: "2026-02-10" })),
    posted(posting(own, { type: "payment", code: "check", amountMinor: 2_500n, effectiveOn: "2026-03-02" })),
  ];
};
await analytics.publish(
  ...Array.from({ length: 40 }, (_, index) => somebody(large, 10_000n + BigInt(index))).flat(),
  ...somebody(small, 123_457n),
);

test("a manager sees the clinic's money to the cent, by period, facility and method (PRV-3)", async () => {
  for (const [name, groupBy] of [
    ["charges", undefined],
    ["charges", "facility"],
    ["payments", undefined],
    ["payments", "method"],
    ["payments", "facility"],
  ] as const) {
    const query = { ...range, ...(groupBy && { groupBy }) };
    const [exact, shown] = [await analytics.report(admin, name, query), await analytics.report(manager, name, query)];
    assert.deepEqual(shown.rows, exact.rows, `${name} by ${groupBy}`);
    assert.equal(Object.hasOwn(shown, "protected"), false);
  }
  const atSmall = await analytics.report(manager, "charges", { ...range, facilityId: small });
  assert.deepEqual(atSmall.rows[1]?.amount, { amountMinor: 123_457, currency: "USD" });
});

test("whatever tells of patients or of what was done is as protected for a manager as for an analyst", async () => {
  for (const [name, query] of [
    ["charges", { ...range, groupBy: "code" }],
    ["registrations", range],
    ["registrations", { ...range, groupBy: "sex" }],
    ["age-sex", {}],
    ["geography", {}],
    ["balances", {}],
    ["balances", { groupBy: "position" }],
  ] as const) {
    const [shown, told] = [await analytics.report(manager, name, query), await analytics.report(analyst, name, query)];
    assert.ok(Object.hasOwn(shown, "protected"), name);
    assert.deepEqual(shown.rows, told.rows, name);
  }
});

test("days are answered as months, and one more posting moves nothing before the next publication", async () => {
  const daily = { from: "2026-02-10", to: "2026-02-10", granularity: "day" };
  const before = await analytics.report(manager, "charges", daily);
  assert.deepEqual(before.filters, { from: "2026-02-01", to: "2026-02-28", granularity: "month" });
  await analytics.publish(...somebody(small, 777n));
  assert.deepEqual((await analytics.report(manager, "charges", daily)).rows, before.rows);
});

test("a manager of one facility sees its money alone", async () => {
  const { rows } = await analytics.report({ ...manager, facilities: [small] }, "charges", range);
  assert.deepEqual(rows[1]?.amount, { amountMinor: 123_457, currency: "USD" });
});

test("an analyst still sees no money to the cent", async () => {
  const { rows } = await analytics.report(analyst, "charges", range);
  assert.equal(Number(rows[1]?.amount?.amountMinor) % 1_000, 0);
});

test("by `auto` the periods widen until few figures are withheld, and suit the range where none is", async () => {
  const year = { from: "2025-07-01", to: "2026-06-30", granularity: "auto" };
  const exact = await analytics.report(admin, "registrations", year);
  assert.deepEqual([exact.filters.granularity, exact.rows.length], ["month", 12]);
  const shown = await analytics.report(analyst, "registrations", year);
  assert.equal(shown.filters.granularity, "year", "only one month of twelve has anybody");
  const month = await analytics.report(admin, "registrations", { ...year, from: "2026-06-01" });
  assert.equal(month.filters.granularity, "day");
});

test("insights of a range compare it as reports do, and name what changed most", async () => {
  const ask = async (caller: typeof admin, query: Record<string, string>) =>
    (await analytics.call(caller, `/api/analytics/insights?${new URLSearchParams(query)}`)).json();
  const february = { from: "2026-02-01", to: "2026-02-28" };
  const { insights, headline } = await ask(admin, { ...february, compare: "previous-period" });
  assert.deepEqual(
    insights.map(({ previous }: { previous: { from: string; to: string } }) => [previous.from, previous.to]),
    insights.map(() => ["2026-01-01", "2026-01-31"]),
  );
  assert.equal(headline, "Too little has happened to compare.");
  const march = { from: "2026-03-01", to: "2026-03-31", compare: "previous-period" };
  assert.match((await ask(admin, march)).headline, /fell 100 % against February; /);
  const yearBefore = await ask(admin, { ...february, compare: "previous-year" });
  assert.equal(yearBefore.insights[0].previous.from, "2025-02-01");
  const alone = await ask(admin, february);
  assert.deepEqual([alone.insights[0].previous, alone.headline], [null, ""]);
  assert.equal((await analytics.call(admin, "/api/analytics/insights?period=week&from=2026-01-01")).statusCode, 400);
});

test("a report of one day is compared with the day before the range, or with that of a year before", async () => {
  const compared = async (query: Record<string, string>) =>
    (await analytics.report(admin, "age-sex", query)).compared ?? { from: "", to: "" };
  const before = await compared({ ...range, compare: "previous-period" });
  assert.deepEqual([before.from, before.to], ["2025-12-31", "2025-12-31"]);
  const yearBefore = await compared({ to: range.to, compare: "previous-year" });
  assert.deepEqual([yearBefore.from, yearBefore.to], ["2025-03-31", "2025-03-31"]);
});
