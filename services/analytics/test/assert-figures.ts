/** Compares the answers of every report with the sums of the events that were published. */
import assert from "node:assert/strict";
import { addsTo, type History, localDay, sumBy } from "./brute-force.ts";
import { type Analytics, admin, type Row } from "./support.ts";

export const range = { from: "2024-01-01", to: "2027-12-31" };
export const minor = (row: Row, name = "amount") => (row[name] as { amountMinor: number }).amountMinor;
/** Rows as key → figure, without the zeros. */
export const figures = (
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

export async function assertAll(of: Analytics, expected: History) {
  await assertRegistrations(of, expected);
  await assertPopulation(of, expected);
  await assertMoney(of, expected);
  await assertBalances(of, expected);
}
