import assert from "node:assert/strict";
import { after, test } from "node:test";
import { addsTo, type History, localDay, makeHistory, randomFrom, sumBy } from "./brute-force.ts";
import { type Analytics, admin, facilityA, type Row, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const history = makeHistory();
const pick = randomFrom(11);
// Newer versions before older ones, transactions before their accounts, and everything twice.
const shuffled = [...history.events, ...history.events.slice(0, 200)]
  .map((message) => ({ message, place: pick(Array.from({ length: 1_000 }, (_, i) => i)) }))
  .sort((a, b) => a.place - b.place)
  .map(({ message }) => message);
await analytics.publish(...shuffled);

const range = { from: "2024-01-01", to: "2027-12-31" };
const minor = (row: Row, name = "amount") => (row[name] as { amountMinor: number }).amountMinor;
/** Rows as key → figure, without the zeros. */
const figures = (
  rows: readonly Row[],
  keyOf: (row: Row) => unknown[],
  figureOf: (row: Row) => number = (row) => row.count ?? 0,
) => sumBy(rows, (row) => keyOf(row).join(" "), figureOf);

async function assertRegistrations(of: Analytics, { patients }: History) {
  for (const timeZone of ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]) {
    const day = (instant: string) => localDay(instant, timeZone);
    const daily = await of.report(admin, "registrations", { ...range, timeZone, granularity: "day" });
    assert.deepEqual(
      figures(daily.rows, ({ period }) => [period]),
      sumBy(
        patients,
        (p) => day(p.registeredAt),
        () => 1,
      ),
      timeZone,
    );
    const quarterly = await of.report(admin, "registrations", {
      ...range,
      timeZone,
      granularity: "quarter",
      groupBy: "state",
    });
    const quarter = (date: string) => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
    const expected = sumBy(
      patients,
      (p) => `${quarter(day(p.registeredAt))} ${p.state}`,
      () => 1,
    );
    assert.deepEqual(
      figures(quarterly.rows, ({ period, state }) => [period, state]),
      expected,
      timeZone,
    );
  }
  const cut = await of.report(admin, "registrations", {
    from: "2025-02-03",
    to: "2025-09-17",
    groupBy: "facility",
    granularity: "year",
  });
  const within = patients.filter((p) => p.registeredAt >= "2025-02-03" && p.registeredAt < "2025-09-18");
  assert.deepEqual(
    figures(cut.rows, ({ facilityId }) => [facilityId]),
    sumBy(
      within,
      (p) => p.facilityId,
      () => 1,
    ),
  );
}

async function assertPopulation(of: Analytics, { patients }: History) {
  for (const to of ["2025-06-15", "2027-12-31"]) {
    const counted = patients.filter((p) => p.active && !p.deceased && localDay(p.registeredAt, "Europe/Paris") <= to);
    const band = (birthYear: number) => {
      const low = Math.floor(Math.max(0, Number(to.slice(0, 4)) - birthYear) / 5) * 5;
      return birthYear === 0 ? "unknown" : low >= 85 ? "85+" : `${low}–${low + 4}`;
    };
    const ages = await of.report(admin, "age-sex", { to, timeZone: "Europe/Paris" });
    const expected = sumBy(
      counted,
      (p) => `${band(p.birthYear)} ${p.sex}`,
      () => 1,
    );
    assert.deepEqual(
      figures(ages.rows, ({ age, sex }) => [age, sex]),
      expected,
      to,
    );
    const places = await of.report(admin, "geography", { to, timeZone: "Europe/Paris" });
    assert.deepEqual(
      figures(places.rows, ({ state }) => [state]),
      sumBy(
        counted,
        (p) => p.state,
        () => 1,
      ),
      to,
    );
  }
}

async function assertMoney(of: Analytics, { transactions }: History) {
  const charges = await of.report(admin, "charges", { ...range, groupBy: "code" });
  const expected = sumBy(
    transactions,
    (t) => `${t.effectiveOn.slice(0, 7)} ${t.code}`,
    (t) => addsTo("charge", t),
  );
  assert.deepEqual(
    figures(charges.rows, ({ period, code }) => [period, code], minor),
    expected,
  );

  const byFacility = await of.report(admin, "payments", {
    from: "2025-02-03",
    to: "2025-11-20",
    granularity: "year",
    groupBy: "facility",
  });
  const within = transactions.filter((t) => t.effectiveOn >= "2025-02-03" && t.effectiveOn <= "2025-11-20");
  for (const [name, sign] of [
    ["amount", 0],
    ["refunded", 1],
    ["net", -1],
  ] as const) {
    const value = (t: (typeof within)[number]) => (sign === 1 ? 0 : addsTo("payment", t)) + sign * addsTo("refund", t);
    const row = figures(
      byFacility.rows,
      ({ facilityId }) => [facilityId],
      (r) => minor(r, name),
    );
    assert.deepEqual(
      row,
      sumBy(within, (t) => t.facilityId, value),
      name,
    );
  }
  const methods = await of.report(admin, "payments", { ...range, granularity: "year", groupBy: "method" });
  const paid = sumBy(
    transactions,
    (t) => t.method || "unspecified",
    (t) => addsTo("payment", t),
  );
  assert.deepEqual(
    figures(methods.rows, ({ method }) => [method], minor),
    paid,
  );
}

async function assertBalances(of: Analytics, { accounts, transactions }: History) {
  const deltas = sumBy(
    transactions,
    (t) => t.accountId,
    (t) => Number(t.balanceDeltaMinor),
  );
  const all = accounts.map((a) => ({ ...a, balance: deltas[a.accountId] ?? 0 }));
  const position = (balance: number) => (balance < 0 ? "in credit" : balance > 0 ? "owed" : "settled");
  const rows = (await of.report(admin, "balances", { groupBy: "facility" })).rows;
  assert.deepEqual(
    figures(rows, ({ facilityId, position }) => [facilityId, position]),
    sumBy(
      all,
      (a) => `${a.facilityId} ${position(a.balance)}`,
      () => 1,
    ),
  );
  assert.deepEqual(
    figures(rows, ({ facilityId, position }) => [facilityId, position], minor),
    sumBy(
      all,
      (a) => `${a.facilityId} ${position(a.balance)}`,
      (a) => a.balance,
    ),
  );
  const limits: [string, number][] = [
    ["in credit", -1],
    ["0.00", 0],
    ["0.01–100.00", 10_000],
    ["100.01–500.00", 50_000],
    ["500.01–1,000.00", 100_000],
    ["1,000.01–5,000.00", 500_000],
  ];
  const sizeOf = (balance: number) => limits.find(([, limit]) => balance <= limit)?.[0] ?? "over 5,000.00";
  const bySize = await of.report(admin, "balances");
  assert.deepEqual(
    figures(bySize.rows, ({ size }) => [size]),
    sumBy(
      all,
      (a) => sizeOf(a.balance),
      () => 1,
    ),
  );
}

async function assertAll(of: Analytics, expected: History) {
  await assertRegistrations(of, expected);
  await assertPopulation(of, expected);
  await assertMoney(of, expected);
  await assertBalances(of, expected);
}

test("every report equals the sum of its events, whatever their order and repetition (REL-6)", async () => {
  await assertAll(analytics, history);
});

test("a range cut out of days and months is complete at both ends", async () => {
  const { patients } = history;
  for (const [from, to] of [
    ["2025-01-31", "2025-01-31"],
    ["2025-01-30", "2025-03-01"],
    ["2024-12-31", "2026-01-01"],
  ] as const) {
    const { rows } = await analytics.report(admin, "registrations", {
      from,
      to,
      granularity: "year",
      timeZone: "Asia/Kolkata",
    });
    const within = patients.filter(
      (p) => localDay(p.registeredAt, "Asia/Kolkata") >= from && localDay(p.registeredAt, "Asia/Kolkata") <= to,
    );
    assert.equal(
      rows.reduce((sum, row) => sum + (row.count ?? 0), 0),
      within.length,
      `${from} to ${to}`,
    );
  }
});

test("consuming everything again changes nothing (REL-6)", async () => {
  await analytics.pause();
  await analytics.log.rewind("analytics", ["patient.events", "billing.events"]);
  analytics.resume();
  await analytics.caughtUp();
  await assertAll(analytics, history);
});

test("the same facts under new event ids change nothing (REL-6)", async () => {
  await analytics.publish(...history.events.map((message) => ({ ...message, id: crypto.randomUUID() })));
  await assertAll(analytics, history);
});

test("a rebuild gives the same figures, is not started twice, and no reader sees half of it", async () => {
  const answers = await Promise.all(
    [1, 2].map(() => analytics.call(admin, "/api/analytics/rebuild", { method: "POST" })),
  );
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [202, 409]);
  const totals = new Set<number>();
  const rebuilt = analytics.caughtUp();
  let done = false;
  void rebuilt.then(() => {
    done = true;
  });
  while (!done) {
    const { rows } = await analytics.report(admin, "registrations", { ...range, granularity: "year" });
    totals.add(rows.reduce((sum, row) => sum + (row.count ?? 0), 0));
  }
  await rebuilt;
  assert.deepEqual([...totals], [history.patients.length]);
  await assertAll(analytics, history);
});

test("a rebuilt generation goes on consuming, and another rebuild may follow", async () => {
  const more = makeHistory(randomFrom(23));
  await analytics.publish(...more.events);
  history.patients.push(...more.patients);
  history.accounts.push(...more.accounts);
  history.transactions.push(...more.transactions);
  await assertAll(analytics, history);
  assert.equal((await analytics.call(admin, "/api/analytics/rebuild", { method: "POST" })).statusCode, 202);
  await analytics.caughtUp();
  await assertAll(analytics, history);
});

test("figures of one facility are those of its events", async () => {
  const { rows } = await analytics.report(admin, "charges", { ...range, granularity: "year", facilityId: facilityA });
  const own = history.transactions.filter(({ facilityId }) => facilityId === facilityA);
  assert.deepEqual(
    figures(rows, ({ period }) => [period], minor),
    sumBy(
      own,
      (t) => t.effectiveOn.slice(0, 4),
      (t) => addsTo("charge", t),
    ),
  );
});
