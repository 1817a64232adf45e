import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertAll, figures, minor, range } from "./assert-figures.ts";
import { addsTo, localDay, makeHistory, randomFrom, sumBy } from "./brute-force.ts";
import { facilityA } from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const history = makeHistory();
const pick = randomFrom(11);
// Newer versions before older ones, transactions before their accounts, and everything twice.
const shuffled = [...history.events, ...history.events.slice(0, 200)]
  .map((message) => ({ message, place: pick(Array.from({ length: 1_000 }, (_, i) => i)) }))
  .sort((a, b) => a.place - b.place)
  .map(({ message }) => message);
await analytics.publish(...shuffled);

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
