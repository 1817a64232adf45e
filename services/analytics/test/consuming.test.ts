import assert from "node:assert/strict";
import { after, test } from "node:test";
import { listDeadLetters } from "@pms/kit/events/dead-letters";
import { until } from "@pms/kit/testing/until";
import pg from "pg";
import {
  account,
  changed,
  created,
  event,
  opened,
  type Patient,
  patient,
  posted,
  posting,
  reversalOf,
} from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const newFacility = () => crypto.randomUUID();
const inMarch = { from: "2026-03-01", to: "2026-03-31" };

async function only(name: string, facilityId: string, query: Record<string, string> = inMarch) {
  return (await analytics.report(admin, name, { ...query, facilityId })).rows;
}

test("an older version of a patient does not undo a newer one (REL-6)", async () => {
  const facilityId = newFacility();
  const first = patient({ facilityId, state: "MA" });
  await analytics.publish(changed("PatientUpdated", { ...first, version: 3n, state: "NY" }));
  assert.deepEqual(await only("registrations", facilityId), [{ period: "2026-03", count: 0 }], "not yet registered");
  await analytics.publish(created(first), changed("PatientUpdated", { ...first, version: 2n, state: "CT" }));
  assert.deepEqual(await only("registrations", facilityId, { ...inMarch, groupBy: "state" }), [
    { period: "2026-03", state: "NY", count: 1 },
  ]);
  assert.deepEqual(await only("geography", facilityId, {}), [{ state: "NY", count: 1 }]);
});

test("a patient who is deactivated leaves the population and returns when restored, in any order (REL-6)", async () => {
  const facilityId = newFacility();
  const person = patient({ facilityId });
  const versions = [2n, 3n, 4n].map((version) => ({ ...person, version }));
  const [two = person, three = person, four = person] = versions;
  await analytics.publish(changed("PatientDeactivated", three), created(person));
  assert.deepEqual(await only("geography", facilityId, {}), []);
  await analytics.publish(changed("PatientRestored", four), changed("PatientUpdated", two));
  assert.deepEqual(await only("geography", facilityId, {}), [{ state: "MA", count: 1 }]);
  assert.deepEqual(await only("registrations", facilityId), [{ period: "2026-03", count: 1 }]);
});

test("a patient who moves to another facility is counted there and no longer here", async () => {
  const [from, to] = [newFacility(), newFacility()];
  const person = patient({ facilityId: from });
  await analytics.publish(created(person));
  await analytics.publish(changed("PatientUpdated", { ...person, facilityId: to, version: 2n }));
  assert.deepEqual(await only("registrations", from), [{ period: "2026-03", count: 0 }]);
  assert.deepEqual(await only("registrations", to), [{ period: "2026-03", count: 1 }]);
});

test("an account follows its patient to another facility, as in billing, in whatever order the events come (AZ-3)", async () => {
  const owed = async (facilityId: string) => {
    const rows = await only("balances", facilityId, { groupBy: "position" });
    return rows.filter(({ count }) => count !== 0).map(({ position, count, amount }) => ({ position, count, amount }));
  };
  const [from, to] = [newFacility(), newFacility()];
  const [early, late] = [patient({ facilityId: from }), patient({ facilityId: from })];
  const moved = (person: Patient) => changed("PatientUpdated", { ...person, facilityId: to, version: 2n });
  const accounts = [early, late].map(({ patientId }) => account({ patientId, facilityId: from }));
  const charges = accounts.map((own) => posted(posting(own, { amountMinor: 2_500n })));
  const [earlyAccount, lateAccount] = accounts.map(opened);
  assert.ok(earlyAccount && lateAccount);
  await analytics.publish(created(early), created(late), earlyAccount, ...charges);
  await analytics.publish(moved(early), moved(late));
  await analytics.publish(lateAccount);
  assert.deepEqual(await owed(from), []);
  assert.deepEqual(await owed(to), [{ position: "owed", count: 2, amount: { amountMinor: 5_000, currency: "USD" } }]);
});

test("a transaction that comes before its account's opening counts, and the balance is the account's facility's", async () => {
  const own = account({ facilityId: newFacility() });
  const elsewhere = newFacility();
  await analytics.publish(posted(posting(own, { facilityId: elsewhere, amountMinor: 2_500n })));
  await analytics.publish(opened(own));
  const owed = (rows: Record<string, unknown>[]) => rows.find(({ position }) => position === "owed");
  const byPosition = { groupBy: "position" };
  assert.deepEqual(owed(await only("balances", own.facilityId, byPosition)), {
    position: "owed",
    amount: { amountMinor: 2_500, currency: "USD" },
    count: 1,
  });
  assert.equal(owed(await only("balances", elsewhere, byPosition))?.count, 0);
});

test("a reversal subtracts on its own date, even when it comes first", async () => {
  const own = account({ facilityId: newFacility() });
  const charge = posting(own, { effectiveOn: "2026-03-30", amountMinor: 7_749n });
  const reversal = reversalOf(charge, { effectiveOn: "2026-04-02" });
  await analytics.publish(opened(own), posted(reversal));
  await analytics.publish(posted(charge));
  const rows = await only("charges", own.facilityId, { from: "2026-03-01", to: "2026-04-30" });
  const money = (amountMinor: number) => ({ amountMinor, currency: "USD" });
  assert.deepEqual(rows, [
    { period: "2026-03", amount: money(7_749), count: 1 },
    { period: "2026-04", amount: money(-7_749), count: -1 },
  ]);
  const [total] = await only("charges", own.facilityId, { from: "2026-01-01", to: "2026-12-31", granularity: "year" });
  assert.deepEqual(total, { period: "2026", amount: money(0), count: 0 });
});

test("an event that cannot be understood becomes a dead letter and the others go on (REL-6)", async () => {
  const facilityId = newFacility();
  const nonsense = event("PatientCreated", "x", new Uint8Array([255, 255, 255]));
  const nameless = created(patient({ facilityId, patientId: "" }));
  const unknownType = event("PatientSomething", "x", new Uint8Array());
  await analytics.publish(
    nonsense,
    created(patient({ facilityId })),
    nameless,
    unknownType,
    created(patient({ facilityId })),
  );
  assert.deepEqual(await only("registrations", facilityId), [{ period: "2026-03", count: 2 }]);
  const letters = await listDeadLetters(analytics.log, "patient.events");
  assert.deepEqual(letters.map(({ id }) => id).sort(), [nonsense.id, nameless.id].sort());
  assert.ok(letters.every(({ group }) => group === "analytics"));
});

test("figures say how old they are while events wait, and nothing waits afterwards", async () => {
  const facilityId = newFacility();
  await analytics.pause();
  await analytics.log.publish([created(patient({ facilityId }))]);
  const lagSeconds = () =>
    analytics.report(admin, "registrations", { ...inMarch, facilityId }).then((answer) => answer.lagSeconds);
  // What is known of the lag may be a second old.
  const lagging = await until("the figures are older than the log", async () => (await lagSeconds()) || undefined);
  assert.ok(lagging < 40, `${lagging} s`);
  analytics.resume();
  await analytics.caughtUp();
  await until("the figures are up to date", async () => (await lagSeconds()) === 0);
});

test("figures are answered while the log is down, and say that they are older by the second (REL-8)", async () => {
  const facilityId = newFacility();
  await analytics.publish(created(patient({ facilityId })));
  const ask = () => analytics.report(admin, "registrations", { ...inMarch, facilityId });
  await ask();
  await analytics.losesLog();
  const downAtMs = Date.now();
  const first = await until("the figures are a second old", async () => {
    const answer = await ask();
    return answer.lagSeconds >= 1 && answer;
  });
  assert.deepEqual(first.rows, [{ period: "2026-03", count: 1 }]);
  assert.ok(Date.parse(first.asOf) <= downAtMs, first.asOf);
  assert.equal((await analytics.call(admin, "/api/analytics/insights")).statusCode, 200);
  assert.equal((await analytics.call(undefined, "/readyz")).statusCode, 200);
  const second = await until("they are another second older", async () => {
    const answer = await ask();
    return answer.lagSeconds >= first.lagSeconds + 1 && answer;
  });
  assert.equal(second.asOf, first.asOf);
  await analytics.findsLog();
  await until("the figures are up to date", async () => (await ask()).lagSeconds === 0);
  await analytics.publish(created(patient({ facilityId })));
  assert.deepEqual((await ask()).rows, [{ period: "2026-03", count: 2 }]);
});

test("the tables have no column for anything that names a person (PRV-1)", async () => {
  const client = new pg.Client({ connectionString: analytics.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name ~ '^(patient|account|transaction)_facts$' ORDER BY 1`,
  );
  await client.end();
  const columns = rows.map(({ name }) => name.split(".")[1]);
  const allowed =
    /^(slot|patient_id|account_id|transaction_id|facility_id|birth_year|sex|state|deceased|version|active|status_version|registered_at|own_registered_at|merged_into|person_id|currency|opened|balance_minor|measure|dimension|effective_on|amount_minor|sign)$/;
  assert.deepEqual(
    columns.filter((name) => !allowed.test(name ?? "")),
    [],
  );
  assert.ok(columns.length > 15);
});
