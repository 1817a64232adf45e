import assert from "node:assert/strict";
import { after, test } from "node:test";
import { topics } from "@pms/contracts/events";
import { type AuditEvent, AuditRecorded } from "@pms/contracts/gen/pms/events/v1/audit_events";
import { rangeBefore } from "../src/query/periods.ts";
import {
  account,
  admin,
  analyst,
  created,
  facilityA,
  facilityB,
  opened,
  patient,
  posted,
  posting,
  startAnalytics,
} from "./support.ts";

const analytics = await startAnalytics({ after });
const march = { from: "2026-03-01", to: "2026-03-31" };
/** What each report covers of March. */
const marchOf = (name: string): Record<string, string> =>
  name === "balances" ? {} : ["age-sex", "geography"].includes(name) ? { to: march.to } : march;
const names = ["registrations", "age-sex", "geography", "charges", "payments", "balances"];

const [accountA, accountB] = [account({ facilityId: facilityA }), account({ facilityId: facilityB })];
await analytics.publish(
  ...[1, 2, 3].map(() => created(patient({ facilityId: facilityA }))),
  ...[1, 2].map(() => created(patient({ facilityId: facilityB }))),
  opened(accountA),
  opened(accountB),
  posted(posting(accountA)),
  posted(posting(accountA, { type: "payment" })),
  posted(posting(accountB, { amountMinor: 1n })),
  posted(posting(accountB, { type: "payment", amountMinor: 3n })),
);

test("nobody reads figures without a token, or without the permission", async () => {
  for (const url of ["reports", "reports/charges", "insights"]) {
    assert.equal((await analytics.call(undefined, `/api/analytics/${url}`)).statusCode, 401, url);
    for (const role of ["front-desk", "clinician", "patient", "auditor"])
      assert.equal(
        (await analytics.call({ roles: [role] }, `/api/analytics/${url}`)).statusCode,
        403,
        `${role} ${url}`,
      );
  }
  assert.equal((await analytics.call(undefined, "/api/analytics/rebuild", { method: "POST" })).statusCode, 401);
  assert.equal((await analytics.call(analyst, "/api/analytics/rebuild", { method: "POST" })).statusCode, 403);
  const ofOneSite = { ...admin, facilities: [facilityA] };
  assert.equal((await analytics.call(ofOneSite, "/api/analytics/rebuild", { method: "POST" })).statusCode, 403);
});

test("a caller of one facility gets its figures in every report, and another's in none (AZ-3)", async () => {
  const atA = { ...admin, facilities: [facilityA] };
  for (const name of names) {
    const own = await analytics.report(atA, name, marchOf(name));
    const filtered = await analytics.report(admin, name, { ...marchOf(name), facilityId: facilityA });
    assert.deepEqual(own.rows, filtered.rows, name);
    const all = await analytics.report(admin, name, marchOf(name));
    assert.notDeepEqual(own.rows, all.rows, name);
    const refused = await analytics.call(atA, `/api/analytics/reports/${name}?facilityId=${facilityB}`);
    assert.equal(refused.statusCode, 404, name);
    const none = await analytics.report({ ...admin, facilities: [] }, name, marchOf(name));
    assert.ok(
      none.rows.every(({ count }) => count === 0),
      name,
    );
  }
  const grouped = await analytics.report(atA, "registrations", { ...march, groupBy: "facility" });
  assert.deepEqual(grouped.rows, [{ period: "2026-03", facilityId: facilityA, count: 3 }]);
  assert.equal((await analytics.call(atA, `/api/analytics/insights?facilityId=${facilityB}`)).statusCode, 404);
});

test("every read, export and refusal leaves one audit event with who, what, and which filters (AUD-1)", async () => {
  const caller = { ...admin, id: crypto.randomUUID() };
  await analytics.report(caller, "charges", { ...march, facilityId: facilityA });
  await analytics.call(caller, "/api/analytics/reports/charges?format=csv");
  await analytics.call(caller, "/api/analytics/insights");
  await analytics.call({ ...caller, roles: ["clinician"] }, "/api/analytics/insights");
  const elsewhere = { ...caller, facilities: [facilityA] };
  await analytics.call(elsewhere, `/api/analytics/insights?facilityId=${facilityB}`);
  const audited = new Map<string, AuditEvent>();
  for (const until = Date.now() + 5_000; audited.size < 5 && Date.now() < until; ) {
    await analytics.log.scan(topics.audit, (events) => {
      for (const fact of events.flatMap(({ payload }) => AuditRecorded.decode(payload).events)) {
        if (fact.actorId === caller.id) audited.set(fact.id, fact);
      }
    });
  }
  const facts = [...audited.values()];
  assert.deepEqual(facts.map(({ action }) => action).sort(), [
    "access.refused",
    "access.refused",
    "analytics.insights",
    "analytics.report",
    "analytics.report",
  ]);
  const read = facts.find(({ details }) => details.format === "json");
  assert.equal(read?.resourceId, "charges");
  assert.equal(read?.facilityId, facilityA);
  assert.equal(read?.details.from, "2026-03-01");
  assert.ok(facts.some(({ details }) => details.format === "csv"));
});

test("the day of a registration is that of the time zone asked for", async () => {
  const facilityId = crypto.randomUUID();
  // Ten to midnight in New York and already the next day in UTC; at the end of a month, and of daylight saving time.
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
  assert.equal((await analytics.call(admin, `${asked}&format=svg`)).statusCode, 400);
  const { compared } = await analytics.report(admin, "registrations", { facilityId });
  assert.equal(compared, undefined);
});

test("the range before is as many periods long and never touches the range", () => {
  const before = (from: string, to: string, granularity: "day" | "week" | "month" | "quarter" | "year") =>
    Object.values(rangeBefore({ from, to, granularity })).join("/");
  assert.equal(before("2026-03-01", "2026-03-31", "day"), "2026-01-29/2026-02-28");
  assert.equal(before("2026-03-02", "2026-03-10", "week"), "2026-02-16/2026-02-24");
  assert.equal(before("2026-02-01", "2026-02-28", "month"), "2026-01-01/2026-01-31");
  assert.equal(before("2026-03-30", "2026-03-30", "month"), "2026-02-28/2026-02-28");
  assert.equal(before("2025-12-01", "2026-11-25", "month"), "2024-12-01/2025-11-25");
  assert.equal(before("2026-04-01", "2026-06-30", "quarter"), "2026-01-01/2026-03-31");
  assert.equal(before("2024-02-29", "2024-02-29", "year"), "2023-02-28/2023-02-28");
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
    "age-sex?compare=previous-period",
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

test("the listing names every report with its groupings and formats", async () => {
  const { reports } = (await analytics.call(analyst, "/api/analytics/reports")).json();
  assert.deepEqual(
    reports.map(({ name }: { name: string }) => name),
    names,
  );
  assert.deepEqual(reports[0].groupBy, ["sex", "state", "facility"]);
  assert.deepEqual(reports[0].formats, ["json", "csv", "svg", "vega-lite"]);
});

test("the service is ready once it consumes", async () => {
  const answer = await analytics.call(undefined, "/readyz");
  assert.equal(answer.statusCode, 200, answer.body);
  assert.deepEqual(answer.json().checks, {
    database: "ok",
    trust: "ok",
    clock: "ok",
    consuming: "ok",
    eventLog: "ok",
  });
});
