import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesce } from "@pms/kit/batching/coalesce";

/** Work that is done when told to, and remembers its batches. */
function heldWork() {
  const batches: number[][] = [];
  const held: (() => void)[] = [];
  const work = (items: readonly number[]) =>
    new Promise<number[]>((resolve) => {
      batches.push([...items]);
      held.push(() => resolve(items.map((item) => item * 10)));
    });
  return { batches, work, finish: () => held.shift()?.() };
}

const turn = () => new Promise(setImmediate);

test("what arrives while a batch is under way goes together, and each caller gets its own answer", async () => {
  const { batches, work, finish } = heldWork();
  const ask = coalesce(work, { batchSizeMax: 10, concurrency: 1 });
  const first = ask(1);
  await turn();
  const others = [ask(2), ask(3)];
  await turn();
  finish();
  assert.equal(await first, 10);
  await turn();
  finish();
  assert.deepEqual(await Promise.all(others), [20, 30]);
  assert.deepEqual(batches, [[1], [2, 3]]);
});

test("who comes alone after one who came alone does not wait for company", async () => {
  const ask = coalesce(async (items: readonly number[]) => items, {
    batchSizeMax: 10,
    concurrency: 1,
    lingerMs: 60_000,
  });
  assert.equal(await ask(1), 1);
  assert.equal(await ask(2), 2);
});

test("a failed batch rejects its callers and no others", async () => {
  const work = async (items: readonly number[]) => {
    if (items.includes(1)) throw new Error("refused");
    return items;
  };
  const ask = coalesce(work, { batchSizeMax: 1, concurrency: 1 });
  const [bad, good] = await Promise.allSettled([ask(1), ask(2)]);
  assert.equal(bad.status, "rejected");
  assert.deepEqual(good, { status: "fulfilled", value: 2 });
});

test("the queue is bounded: too many who wait are told to come again (REL-8)", async () => {
  const { work, finish } = heldWork();
  const ask = coalesce(work, { batchSizeMax: 2, concurrency: 1 });
  const first = ask(0);
  await turn();
  const waiting = Array.from({ length: 40 }, (_, n) => ask(n + 1));
  await assert.rejects(ask(41), { name: "ProblemError", kind: "unavailable" });
  for (let batch = 0; batch < 21; batch += 1) {
    finish();
    await turn();
    await turn();
  }
  assert.equal((await Promise.all([first, ...waiting])).length, 41);
});
