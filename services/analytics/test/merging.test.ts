/** Records of one person count as one, on every day, and as several again when the merge is undone. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { EventMessage } from "@pms/kit/event-log/event-log";
import fc from "fast-check";
import { account, changed, created, merged, opened, type Patient, patient, posted, posting } from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
async function only(name: string, facilityId: string, query: Record<string, string> = {}) {
  return (await analytics.report(admin, name, { ...query, facilityId })).rows;
}
const byMonth = async (facilityId: string) => {
  const rows = await only("registrations", facilityId, { from: "2026-01-01", to: "2026-04-30" });
  return Object.fromEntries(rows.filter(({ count }) => count !== 0).map(({ period, count }) => [period, count]));
};
const shuffled = <Item>(items: readonly Item[], seed: number) =>
  items
    .map((item, index) => ({ item, key: Math.sin(seed * 97 + index * 13) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

test("a person counts once, since the first of the records was registered, whatever the order of the events", async () => {
  for (const seed of [1, 2, 3, 4]) {
    const facilityId = randomUUID();
    const survivor = patient({ facilityId, state: "NY", registeredAt: "2026-03-10T12:00:00Z" });
    const other = patient({ facilityId, state: "MA", registeredAt: "2026-01-20T12:00:00Z" });
    const [of, ofOther] = [account({ ...survivor }), account({ ...other })].map(({ accountId }, at) => ({
      accountId,
      patientId: [survivor, other][at]?.patientId ?? "",
      facilityId,
    }));
    assert.ok(of && ofOther);
    const debt = posting(ofOther, { amountMinor: 700n });
    const moved = { type: "transfer", amountMinor: 700n, code: "merge" };
    const before = [created(survivor), created(other), opened(of), opened(ofOther), posted(debt)];
    await analytics.publish(...shuffled(before, seed));
    const figures = async () => [
      await byMonth(facilityId),
      await only("geography", facilityId),
      await only("balances", facilityId),
    ];
    const apart = await figures();
    assert.deepEqual(apart[0], { "2026-01": 1, "2026-03": 1 });

    const events = [
      posted(posting(ofOther, { ...moved, balanceDeltaMinor: -700n })),
      posted(posting(of, { ...moved, balanceDeltaMinor: 700n })),
      merged("PatientMerged", { ...other, version: 2n }, survivor.patientId),
      changed("PatientUpdated", { ...survivor, version: 2n }),
    ];
    for (const event of shuffled(events, seed)) await analytics.publish(event);
    const [months, states, balances] = await figures();
    assert.deepEqual(months, { "2026-01": 1 });
    assert.deepEqual(states, [{ state: "NY", count: 1 }]);
    const accounts = balances?.reduce(
      (sum: number, row: Record<string, unknown>) => sum + Number(row.count ?? row.accounts),
      0,
    );
    assert.equal(accounts, 1, JSON.stringify(balances));

    const back = [
      posted(posting(ofOther, { ...moved, balanceDeltaMinor: 700n })),
      posted(posting(of, { ...moved, balanceDeltaMinor: -700n })),
      merged("PatientUnmerged", { ...other, version: 3n }, survivor.patientId),
      changed("PatientUpdated", { ...survivor, version: 3n }),
    ];
    await analytics.publish(...shuffled(back, seed), ...events);
    assert.deepEqual(await figures(), apart, "as if there had been no merge");
  }
});

type Step = { merge: [number, number] } | { undo: true };

test("random merges and their undoing, in any order and repeated, count persons as a simple model does", async () => {
  const months = ["2026-01", "2026-02", "2026-03", "2026-04"];
  const step = fc.oneof(fc.record({ merge: fc.tuple(fc.nat(4), fc.nat(4)) }), fc.constant<Step>({ undo: true }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
      fc.array(step, { maxLength: 8 }),
      fc.nat(),
      async (born, steps, seed) => {
        const facilityId = randomUUID();
        const people: Patient[] = born.map((month) =>
          patient({ facilityId, registeredAt: `${months[month]}-10T12:00:00Z` }),
        );
        const events: EventMessage[] = people.map(created);
        const into = new Map<number, number>();
        const done: number[] = [];
        const versions = people.map(() => 1n);
        const tell = (type: "PatientMerged" | "PatientUnmerged", at: number, to: number) => {
          versions[at] = (versions[at] ?? 0n) + 1n;
          const [one, other] = [people[at], people[to]];
          if (one && other) events.push(merged(type, { ...one, version: versions[at] ?? 0n }, other.patientId));
        };
        for (const each of steps) {
          if ("merge" in each) {
            const [from, to] = each.merge;
            if (from === to || into.has(from) || into.has(to)) continue;
            into.set(from, to);
            done.push(from);
            tell("PatientMerged", from, to);
          } else {
            const last = done.pop();
            const to = last === undefined ? undefined : into.get(last);
            if (last === undefined || to === undefined) continue;
            into.delete(last);
            tell("PatientUnmerged", last, to);
          }
        }
        const mixed = shuffled(events, seed % 1_000);
        const half = Math.floor(mixed.length / 2);
        await analytics.publish(...mixed.slice(0, half));
        await analytics.publish(...mixed.slice(half), ...mixed.slice(0, 3));
        const rootOf = (at: number): number => (into.has(at) ? rootOf(into.get(at) ?? at) : at);
        const firsts = new Map<number, number>();
        for (const [at, month] of born.entries()) firsts.set(rootOf(at), Math.min(month, firsts.get(rootOf(at)) ?? 9));
        const expected: Record<string, number> = {};
        for (const month of firsts.values()) expected[months[month] ?? ""] = (expected[months[month] ?? ""] ?? 0) + 1;
        assert.deepEqual(await byMonth(facilityId), Object.fromEntries(Object.entries(expected).sort()));
        const [population] = await only("geography", facilityId);
        assert.equal(population?.count, firsts.size);
      },
    ),
    { numRuns: 25 },
  );
});
