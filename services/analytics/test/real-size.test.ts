import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account, created, opened, patient, posted, posting } from "./events.ts";
import { admin, analyst, type Row, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const times = (n: number) => Array.from({ length: n }, (_, i) => i);
const sumOf = (rows: readonly Row[], name = "amount") =>
  rows.reduce((sum, row) => sum + ((row[name] as { amountMinor: number } | null)?.amountMinor ?? 0), 0);
const granularities = ["day", "week", "month", "quarter", "year"] as const;

test("all years begin with the first posting and leave nothing out, for every granularity and grouping", async () => {
  const facilityId = crypto.randomUUID();
  const own = account({ facilityId });
  const tomorrow = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);
  const days = ["1900-01-01", "1919-03-07", "1956-12-31", "1957-01-01", "1999-02-28", "2024-02-29", tomorrow];
  await analytics.publish(
    opened(own),
    ...days.map((effectiveOn, n) =>
      posted(posting(own, { effectiveOn, amountMinor: 10n ** BigInt(n), code: `C${n % 3}` })),
    ),
    ...days.map((effectiveOn, n) =>
      posted(posting(own, { type: "payment", effectiveOn, amountMinor: 3n * 10n ** BigInt(n) })),
    ),
  );
  for (const granularity of granularities)
    for (const groupBy of [undefined, "facility", granularity === "day" ? undefined : "code"]) {
      const query = { range: "all", granularity, facilityId, ...(groupBy && { groupBy }) };
      const { rows, filters } = await analytics.report(admin, "charges", query);
      assert.equal(sumOf(rows), 1_111_111, `${granularity} ${groupBy}`);
      assert.equal(filters.from, "1900-01-01");
    }
  const { rows } = await analytics.report(admin, "payments", { range: "all", facilityId, granularity: "year" });
  assert.deepEqual([rows[0]?.period, sumOf(rows)], ["1900", 3_333_333]);
  const later = await analytics.report(admin, "charges", { from: "1900-01-01", to: tomorrow, facilityId });
  assert.equal(sumOf(later.rows), 1_111_111);
  const hidden = await analytics.report(analyst, "charges", { range: "all", facilityId, granularity: "year" });
  assert.equal(hidden.filters.from, "1900-01-01");
  const both = await analytics.call(admin, "/api/analytics/reports/charges?range=all&from=2020-01-01");
  assert.equal(both.statusCode, 400);
});

test("all years of registrations begin with the first in the time zone asked for", async () => {
  const facilityId = crypto.randomUUID();
  const instants = ["1987-12-31T23:30:00Z", "2001-06-01T12:00:00Z", "2026-03-10T12:00:00Z"];
  await analytics.publish(...instants.map((registeredAt) => created(patient({ facilityId, registeredAt }))));
  for (const [timeZone, from] of [
    ["UTC", "1987-12-31"],
    ["Europe/Paris", "1988-01-01"],
  ] as const)
    for (const granularity of granularities) {
      const query = { range: "all", granularity, timeZone, facilityId };
      const { rows, filters } = await analytics.report(admin, "registrations", query);
      assert.equal(
        rows.reduce((sum, { count }) => sum + (count ?? 0), 0),
        3,
        `${granularity} ${timeZone}`,
      );
      assert.equal(filters.from, from);
    }
});

test("of more groups than a hundred the largest are told apart and the rest are one: the total stays, at every default range", async () => {
  const facilityId = crypto.randomUUID();
  const own = account({ facilityId });
  const effectiveOn = new Date().toISOString().slice(0, 10);
  await analytics.publish(
    opened(own),
    ...times(450).map((n) => posted(posting(own, { effectiveOn, code: `X${n}`, amountMinor: BigInt(1_000 + n) }))),
    ...times(150).map((n) => created(patient({ facilityId, state: `S${n}`, registeredAt: new Date().toISOString() }))),
  );
  const total = times(450).reduce((sum, n) => sum + 1_000 + n, 0);
  for (const granularity of granularities) {
    const { rows } = await analytics.report(admin, "charges", { facilityId, groupBy: "code", granularity });
    const codes = new Set(rows.map(({ code }) => code));
    assert.equal(codes.size, 101, granularity);
    assert.ok(codes.has("(other)") && codes.has("X449") && !codes.has("X1"));
    assert.equal(sumOf(rows), total);
    const places = await analytics.report(admin, "registrations", { facilityId, groupBy: "state", granularity });
    assert.equal(
      places.rows.reduce((sum, { count }) => sum + (count ?? 0), 0),
      150,
    );
  }
  const absurd = { range: "all", groupBy: "code", granularity: "day" };
  const refused = await analytics.call(admin, `/api/analytics/reports/charges?${new URLSearchParams(absurd)}`);
  assert.equal(refused.statusCode, 400);
  assert.match(refused.json().detail, /more than 50000 rows/);
  const hidden = await analytics.report(analyst, "charges", { facilityId, groupBy: "code" });
  assert.ok(hidden.rows.every(({ amount, count }) => amount === null || count === 0));
});

test("a sum beyond what JSON numbers say exactly is refused in words", async () => {
  const facilityId = crypto.randomUUID();
  const own = account({ facilityId });
  const posts = times(3).map(() =>
    posted(posting(own, { amountMinor: 9_000_000_000_000_000_000n, effectiveOn: "1950-01-01" })),
  );
  await analytics.publish(opened(own), posts[0] as (typeof posts)[number]);
  const answer = await analytics.call(admin, `/api/analytics/reports/charges?range=all&facilityId=${facilityId}`);
  assert.equal(answer.statusCode, 422, answer.body);
  assert.match(answer.json().detail, /JSON numbers cannot say exactly/);
});

test("reports over all years hold with millions of sums, whatever PostgreSQL knows of the tables", async () => {
  const facilityId = crypto.randomUUID();
  // 127 years of 120 codes, by month; by day what a long history has: a code or two of every day.
  await analytics.database.pool.query(
    `INSERT INTO money SELECT 1, g.grain, g.bucket, 'charge', $1, g.dimension, 'USD', 7, 1, 1 FROM (
       SELECT 2 AS grain, m::date AS bucket, 'L' || c AS dimension
         FROM generate_series(timestamp '1900-01-01', '2026-06-01', '1 month') m, generate_series(1, 120) c
       UNION ALL SELECT 4, m::date, '' FROM generate_series(timestamp '1900-01-01', '2026-06-01', '1 month') m
       UNION ALL SELECT 1, d::date, 'L' || c
         FROM generate_series(timestamp '1900-01-01', '2026-06-01', '1 day') d, generate_series(1, 2) c
       UNION ALL SELECT 3, d::date, '' FROM generate_series(timestamp '1900-01-01', '2026-06-01', '1 day') d) g`,
    [facilityId],
  );
  const ask = async () => {
    for (const [granularity, groupBy] of [
      ["month", ""],
      ["month", "facility"],
      ["year", "code"],
      ["day", ""],
    ] as const) {
      const query = { from: "1900-01-01", to: "2026-06-30", granularity, facilityId, ...(groupBy && { groupBy }) };
      const answer = await analytics.call(admin, `/api/analytics/reports/charges?${new URLSearchParams(query)}`);
      // A plan that goes through all sums for each period ends at the time limit of statements.
      assert.equal(answer.statusCode, 200, answer.body.slice(0, 200));
    }
  };
  await ask();
  const owner = await import("pg").then(({ default: pg }) => new pg.Client({ connectionString: analytics.ownerUrl }));
  await owner.connect();
  await owner.query("ANALYZE money").finally(() => owner.end());
  await ask();
});
