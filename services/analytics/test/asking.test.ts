import assert from "node:assert/strict";
import { after, test } from "node:test";
import { topics } from "@pms/contracts/events/events";
import { type AuditEvent, AuditRecorded } from "@pms/contracts/gen/pms/events/v1/audit_events";
import { account, created, facilityA, facilityB, opened, patient, posted, posting } from "./events.ts";
import { admin, analyst, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const march = { from: "2026-03-01", to: "2026-03-31" };
/** What each report covers of March. */
const marchOf = (name: string): Record<string, string> =>
  ["balances", "duplicate-errors"].includes(name)
    ? {}
    : ["age-sex", "geography"].includes(name)
      ? { to: march.to }
      : march;
const names = [
  "registrations",
  "age-sex",
  "geography",
  "charges",
  "payments",
  "balances",
  "duplicate-creation",
  "duplicate-errors",
];

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
  const ofOneFacility = { ...admin, facilities: [facilityA] };
  assert.equal((await analytics.call(ofOneFacility, "/api/analytics/rebuild", { method: "POST" })).statusCode, 403);
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
      none.rows.every(({ count, records }) => (count ?? records) === 0),
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
