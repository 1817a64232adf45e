import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { EventMessage, ReceivedEvent } from "../../src/event-log/event-log.ts";
import { until } from "../../src/testing/until.ts";
import { collect, type LogServer, newTopic, numbered, numbersByKey, openLog } from "./harness.ts";

const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** What every event log promises. */
export function testLogContract(server: () => LogServer): void {
  test("events of a key arrive in the order of their publishing, with all their attributes", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    const { events } = await collect(log, { group: "order", topics: [topic] });
    const sent = upTo(40).flatMap((n) => keys.map((key) => numbered(topic, key, n)));
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const [first, ...rest] = sent;
    assert.ok(first);
    const full = { ...first, traceparent, attributes: { dlqreason: "none" } };
    await log.publish([full]);
    for (let at = 0; at < rest.length; at += 100) await log.publish(rest.slice(at, at + 100));

    await until("all events", () => events.length >= sent.length);
    assert.deepEqual(numbersByKey(events), new Map(keys.map((key) => [key, upTo(40)])));
    const { partition, offset, payload, ...received } = events.find((event) => event.id === first.id) ?? assert.fail();
    assert.deepEqual({ ...received, payload: new Uint8Array(payload) }, full);
    assert.equal(offset, 0n);
    assert.ok(partition >= 0 && partition < 12);
    await until("no lag", async () => (await log.lag("order", [topic])).every(({ lag }) => lag === 0n));
  });

  test("a group that starts at the end gets only what is published later", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    await log.publish([numbered(topic, "a", 1)]);
    const { events } = await collect(log, { group: "late", topics: [topic], fromStart: false });
    await log.publish([numbered(topic, "a", 2)]);
    await until("the event", () => events.length > 0);
    assert.deepEqual(numbersByKey(events), new Map([["a", [2]]]));
  });

  test("every group gets every event, the members of a group share them, and one that leaves hands over", async (t) => {
    const log = await openLog(t, server());
    const other = await openLog(t, server());
    const topic = newTopic();
    const a = await collect(log, { group: "shared", topics: [topic] });
    const b = await collect(other, { group: "shared", topics: [topic] });
    const alone = await collect(log, { group: "alone", topics: [topic] });
    let sent = 0;
    await until("both members get events", async () => {
      await log.publish(keys.map((key) => numbered(topic, key, sent)));
      sent++;
      return a.events.length > 0 && b.events.length > 0;
    });
    await b.stop();
    await log.publish(keys.map((key) => numbered(topic, key, sent)));
    sent++;
    const together = () => numbersByKey([...a.events, ...b.events]);
    await until("the other member takes over", () => {
      return keys.every((key) => together().get(key)?.length === sent);
    });
    await until("the group with one member", () => alone.events.length >= sent * keys.length);
    assert.deepEqual(numbersByKey(alone.events), new Map(keys.map((key) => [key, upTo(sent)])));
  });

  test("the partitions of a member that was killed go to the others, and nothing is lost", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    const victim = startMemberProcess(t, server(), "killed", topic);
    const survivor = await collect(log, { group: "killed", topics: [topic] });
    const all: EventMessage[] = [];
    await until("both members get events", async () => {
      const round = keys.map((key) => numbered(topic, key, all.length));
      await log.publish(round);
      all.push(...round);
      return survivor.events.length > 0 && victim.ids.length > 0;
    });
    victim.child.kill("SIGKILL");
    await once(victim.child, "exit");
    const round = keys.map((key) => numbered(topic, key, all.length));
    await log.publish(round);
    all.push(...round);
    await until("the survivor gets what the killed member did not", () => {
      const got = new Set([...survivor.events.map((event) => event.id), ...victim.ids]);
      return all.every(({ id }) => got.has(id));
    });
  });

  test("events whose handling fails come again before later ones", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    let failures = 0;
    const errors: unknown[] = [];
    const { events } = await collect(log, {
      group: "failing",
      topics: [topic],
      onError: (error) => errors.push(error),
      async handle() {
        if (failures++ < 3) throw new Error("not now");
      },
    });
    for (const number of upTo(5)) await log.publish([numbered(topic, "a", number)]);
    await until("all events", () => events.length >= 5);
    assert.deepEqual(numbersByKey(events), new Map([["a", upTo(5)]]));
    assert.equal(errors.length, 3);
  });

  test("a partition that waits lets the others go on, and goes on itself where it is told (REL-6)", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    const keys = upTo(30).map((number) => `key-${number}`);
    await log.publish(keys.flatMap((key) => upTo(4).map((number) => numbered(topic, key, number))));
    const resumeAt = Promise.withResolvers<bigint>();
    const handled: ReceivedEvent[] = [];
    let place: ReceivedEvent | undefined;
    await log.subscribe({
      group: "parking",
      topics: [topic],
      batchSizeMax: 7,
      lingerMs: 1,
      async handle(batch) {
        place ??= batch.find((event) => event.offset === 1n);
        const isBehind = (event: ReceivedEvent) =>
          event.partition === place?.partition && event.offset >= place.offset && batch.includes(place);
        handled.push(...batch.filter((event) => !isBehind(event)));
        return place && batch.includes(place) ? [{ ...place, resumeAt: resumeAt.promise }] : [];
      },
    });
    const others = () => handled.filter(({ partition }) => partition !== place?.partition);
    const own = () => handled.filter(({ partition }) => partition === place?.partition).map(({ offset }) => offset);
    const all: ReceivedEvent[] = [];
    await log.scan(topic, (batch) => all.push(...batch));
    const ends = Map.groupBy(all, ({ partition }) => partition);
    await until("the others", () => all.length - (ends.get(place?.partition ?? -1)?.length ?? 0) === others().length);
    assert.deepEqual(own(), [0n]);
    const waiting = (await log.lag("parking", [topic])).filter(({ lag }) => lag > 0n);
    assert.deepEqual(
      waiting.map(({ partition }) => partition),
      [place?.partition],
    );
    resumeAt.resolve(2n);
    await until("no lag", async () => (await log.lag("parking", [topic])).every(({ lag }) => lag === 0n));
    const rest = ends.get(place?.partition ?? -1)?.map(({ offset }) => offset) ?? [];
    assert.deepEqual(
      own(),
      rest.filter((offset) => offset !== 1n),
    );
  });

  test("a group that is rewound gets everything again, in order", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    await log.publish(upTo(100).map((number) => numbered(topic, keys[number % 5] ?? "", number)));
    const { events } = await collect(log, { group: "rewound", topics: [topic] });
    await until("all events", () => events.length >= 100);
    const first = numbersByKey(events);
    await until("no lag", async () => (await log.lag("rewound", [topic])).every(({ lag }) => lag === 0n));
    events.length = 0;
    await log.rewind("rewound", [topic]);
    await until("all events again", () => events.length >= 100);
    assert.deepEqual(numbersByKey(events), first);
  });

  test("a group that notes the end of the log goes on from there, and notes it once; one that is forgotten has no position", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    const group = newTopic();
    await log.publish(upTo(24).map((number) => numbered(topic, `key-${number}`, number)));
    const committed = async () =>
      (await log.positions(group, [topic])).map(({ committed: at, end }) => [at, end] as const);
    assert.ok((await committed()).every(([at]) => at === undefined));
    await log.beginAtEnd(group, [topic]);
    assert.ok((await committed()).every(([at, end]) => at === end));
    const noted = (await committed()).map(([at]) => at);
    await log.publish([numbered(topic, "key-0", 24)]);
    await log.beginAtEnd(group, [topic]);
    assert.deepEqual(
      (await committed()).map(([at]) => at),
      noted,
    );
    const { events, stop } = await collect(log, { group, topics: [topic] });
    await until("what came after the end", () => events.length > 0);
    await stop();
    assert.deepEqual(numbersByKey(events), new Map([["key-0", [24]]]));
    await log.forget(group);
    assert.ok((await committed()).every(([at]) => at === undefined));
    await log.forget(group);
  });

  test("a scan reads a topic to its end outside of any group", async (t) => {
    const log = await openLog(t, server());
    const topic = newTopic();
    const found: number[] = [];
    await log.scan(topic, () => assert.fail("the topic is empty"));
    await log.publish(upTo(30).map((number) => numbered(topic, keys[number] ?? "", number)));
    await log.scan(topic, (batch) => {
      for (const event of batch) found.push(Number(new TextDecoder().decode(event.payload)));
    });
    assert.deepEqual(
      found.sort((x, y) => x - y),
      upTo(30),
    );
  });
}

function startMemberProcess(t: { after(fn: () => void): void }, server: LogServer, group: string, topic: string) {
  const program = fileURLToPath(new URL("./member-process.ts", import.meta.url));
  const child: ChildProcess = spawn(
    process.execPath,
    [program, JSON.stringify({ config: server.config, group, topic })],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  t.after(() => child.kill("SIGKILL"));
  const ids: string[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => ids.push(line));
  return { child, ids };
}
