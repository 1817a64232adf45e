import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { PartitionPosition } from "@pms/kit/event-log/event-log";
import { until } from "@pms/kit/testing/until";
import { findGap } from "../src/generations/find-gap.ts";
import { listGenerations } from "../src/generations/store/generations.ts";
import { account, created, opened, patient, posted, posting } from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const { services } = analytics;
const rebuild = async () => {
  assert.equal((await analytics.call(admin, "/api/analytics/rebuild", { method: "POST" })).statusCode, 202);
};
const building = async () => (await listGenerations(analytics.database.db)).find(({ state }) => state === "building");

test("a rebuild that was interrupted goes on after the last page that is in, and what happens meanwhile is counted once (REL-6)", async () => {
  const facilityId = crypto.randomUUID();
  const people = Array.from({ length: 30 }, () => patient({ facilityId }));
  const own = account({ facilityId });
  await analytics.publish(...people.map(created), opened(own), posted(posting(own, { amountMinor: 500n })));
  services.pageSize = 5;
  services.asked.length = 0;
  const gate = Promise.withResolvers<void>();
  let pages = 0;
  services.afterPage = async () => {
    pages += 1;
    if (pages === 3) await gate.promise;
  };
  await rebuild();
  while ((await building())?.filledTo["patient.events"] !== "15") await new Promise(setImmediate);
  // Written while the snapshot is read: it may or may not be in it, and is on the log after the
  // noted ends.
  await analytics.log.publish([created(patient({ facilityId })), posted(posting(own, { amountMinor: 300n }))]);
  const pausing = analytics.pause();
  gate.reject(new Error("killed"));
  await pausing;
  services.afterPage = async () => {};
  analytics.resume();
  await analytics.caughtUp();
  assert.deepEqual(services.asked, ["patient.events ", "patient.events 15", "billing.events "]);
  const range = { from: "2026-03-01", to: "2026-03-31", facilityId };
  const { rows } = await analytics.report(admin, "registrations", range);
  assert.equal(rows[0]?.count, 31);
  const charges = await analytics.report(admin, "charges", range);
  assert.equal(charges.rows[0]?.amount?.amountMinor, 800);
});

test("while a service is down the rebuild waits in words, and the figures stay", async () => {
  services.down = true;
  const before = await analytics.report(admin, "geography");
  await rebuild();
  const asked = services.asked.length;
  await until("the service is asked again and again", () => services.asked.length >= asked + 3);
  assert.deepEqual((await analytics.report(admin, "geography")).rows, before.rows);
  assert.equal((await building())?.filledAt, null);
  services.down = false;
  await analytics.caughtUp();
  assert.equal(await building(), undefined);
  assert.deepEqual((await analytics.report(admin, "geography")).rows, before.rows);
});

test("events are missed exactly where the log goes on behind what is in the figures, or is another log (REL-6)", async () => {
  const gapOf = async (isIn: bigint | undefined, at: Partial<PartitionPosition>) => {
    const position = { topic: "patient.events", partition: 0, begin: 0n, end: 100n, committed: undefined, ...at };
    const positions: Record<string, bigint> = isIn === undefined ? {} : { "patient.events/0": isIn };
    return (await findGap({ positions: async () => [position] }, { group: "g", positions })) !== undefined;
  };
  assert.equal(await gapOf(undefined, {}), false, "a new system, whose log has its whole past");
  assert.equal(await gapOf(40n, { committed: 40n }), false);
  assert.equal(await gapOf(40n, { committed: 30n }), false, "some come again");
  assert.equal(await gapOf(40n, { begin: 40n }), false, "the group's position is lost, and nothing else");
  assert.equal(await gapOf(undefined, { committed: 40n }), true, "the database was dropped");
  assert.equal(await gapOf(30n, { committed: 40n }), true, "the database is an older one");
  assert.equal(await gapOf(undefined, { begin: 1n }), true, "the log has lost its past");
  assert.equal(await gapOf(30n, { begin: 31n }), true, "the group was gone for too long");
  assert.equal(await gapOf(101n, { end: 100n }), true, "it is another log");
});
