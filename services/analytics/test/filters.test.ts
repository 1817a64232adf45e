import assert from "node:assert/strict";
import { after, test } from "node:test";
import { created, patient } from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });

test("the day of a registration is that of the time zone asked for", async () => {
  const facilityId = crypto.randomUUID();
  // Ten to midnight in New York and already the next day in UTC; at the end of a month, and of
  // daylight saving time.
  await analytics.publish(
    created(patient({ facilityId, registeredAt: "2026-02-01T04:50:00Z" })),
    created(patient({ facilityId, registeredAt: "2025-11-03T04:50:00Z" })),
    created(patient({ facilityId, registeredAt: "2025-11-03T05:10:00Z" })),
  );
  const at = async (timeZone: string, date: string) => {
    const query = { facilityId, timeZone, from: date, to: date, granularity: "day" };
    return (await analytics.report(admin, "registrations", query)).rows[0]?.count;
  };
  assert.equal(await at("America/New_York", "2026-01-31"), 1);
  assert.equal(await at("UTC", "2026-01-31"), 0);
  assert.equal(await at("UTC", "2026-02-01"), 1);
  assert.equal(await at("America/New_York", "2025-11-02"), 1, "a day of 25 hours");
  assert.equal(await at("America/New_York", "2025-11-03"), 1);
});

test("weeks are ISO weeks, also over the new year, and empty ones are zero", async () => {
  const facilityId = crypto.randomUUID();
  await analytics.publish(
    created(patient({ facilityId, registeredAt: "2025-12-29T00:00:00Z" })),
    created(patient({ facilityId, registeredAt: "2026-01-04T23:59:59Z" })),
    created(patient({ facilityId, registeredAt: "2027-01-03T12:00:00Z" })),
  );
  const weekly = { facilityId, granularity: "week" };
  const newYear = await analytics.report(admin, "registrations", { ...weekly, from: "2025-12-22", to: "2026-01-11" });
  assert.deepEqual(newYear.rows, [
    { period: "2025-W52", count: 0 },
    { period: "2026-W01", count: 2 },
    { period: "2026-W02", count: 0 },
  ]);
  const long = await analytics.report(admin, "registrations", { ...weekly, from: "2026-12-28", to: "2027-01-04" });
  assert.deepEqual(
    long.rows.map(({ period }) => period),
    ["2026-W53", "2027-W01"],
  );
});

test("without dates a report covers twelve months, and it states the filters it used", async () => {
  const { rows, filters } = await analytics.report(admin, "charges");
  assert.equal(rows.length, 12);
  assert.match(String(filters.from), /^\d{4}-\d{2}-01$/);
  assert.equal(filters.to, new Date().toISOString().slice(0, 10));
  assert.equal(filters.granularity, "month");
  assert.equal(
    (await analytics.report(admin, "charges", { from: "1950-01-01", to: "2026-12-31" })).rows.length,
    77 * 12,
  );
});

test("a report compares its range with as many periods before, period by period", async () => {
  const facilityId = crypto.randomUUID();
  await analytics.publish(
    ...["2025-12-01", "2026-01-31", "2026-02-01", "2026-03-31"].map((day) =>
      created(patient({ facilityId, registeredAt: `${day}T12:00:00Z` })),
    ),
  );
  const query = { facilityId, from: "2026-02-01", to: "2026-03-31", compare: "previous-period" };
  const answer = await analytics.report(admin, "registrations", query);
  assert.equal(answer.filters.compare, "previous-period");
  assert.deepEqual(answer.rows, [
    { period: "2026-02", count: 1 },
    { period: "2026-03", count: 1 },
  ]);
  assert.deepEqual(answer.compared, {
    from: "2025-12-01",
    to: "2026-01-31",
    rows: [
      { period: "2025-12", count: 1 },
      { period: "2026-01", count: 1 },
    ],
  });
  const asked = `/api/analytics/reports/registrations?${new URLSearchParams({ ...query, from: "2026-03-01" })}`;
  const csv = await analytics.call(admin, `${asked}&format=csv`);
  assert.equal(csv.body, "\uFEFFrange,period,count\r\ncurrent,2026-03,1\r\nprevious,2026-02,1\r\n");
  const svg = await analytics.call(admin, `${asked}&format=svg`);
  assert.match(svg.body, /tick: 2026-02-01 to 2026-02-28/, "the picture shows both ranges");
  const { compared } = await analytics.report(admin, "registrations", { facilityId });
  assert.equal(compared, undefined);
});

test("what makes no sense is refused with 400, and an unknown report with 404", async () => {
  const bad = [
    "registrations?timeZone=Mars/Olympus",
    "registrations?timeZone=%2B05:30",
    "registrations?timeZone=x%27%3B",
    "registrations?from=2026-02-30",
    "registrations?from=2026-02-02&to=2026-02-01",
    "registrations?from=0001-01-01",
    "registrations?granularity=hour",
    "registrations?granularity=day&from=1900-01-01&to=2100-01-01",
    "registrations?groupBy=name",
    "age-sex?groupBy=sex",
    "charges?groupBy=method",
    "charges?format=xlsx",
    "charges?facilityId=7",
    "charges?colour=red",
    "charges?compare=yesterday",
    "balances?compare=previous-period",
    "charges?granularity=fine",
    "charges?from=1900-01-01&to=1900-12-31&compare=previous-year",
    ...["from=2026-01-01", "to=2026-01-31", "granularity=day", "timeZone=UTC"].map((unused) => `balances?${unused}`),
    ...["age-sex", "geography"].flatMap((name) => [`${name}?from=2026-01-01`, `${name}?granularity=day`]),
  ];
  for (const query of bad) {
    const answer = await analytics.call(admin, `/api/analytics/reports/${query}`);
    assert.equal(answer.statusCode, 400, `${query}: ${answer.body}`);
    assert.equal(answer.headers["content-type"], "application/problem+json");
  }
  assert.equal((await analytics.call(admin, "/api/analytics/reports/salaries")).statusCode, 404);
});
