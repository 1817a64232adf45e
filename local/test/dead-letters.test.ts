import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { topics } from "@pms/contracts/events/events";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { openPostgresLog } from "@pms/kit/event-log/postgres-log";
import { deadLetterOf } from "@pms/kit/events/dead-letters";
import { testDatabase } from "@pms/kit/testing/postgres";

const script = fileURLToPath(new URL("../src/dead-letters.ts", import.meta.url));
const sets = [{ name: "event-log", directory: new URL("../../packages/kit/event-log-migrations/", import.meta.url) }];

/** The command as an operator runs it, beside a system that keeps its data in `folder`. */
function deadLetters(folder: string, ...args: string[]): Promise<{ said: string; exitCode: number }> {
  const env = { ...process.env, PMS_DATA_DIR: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ said: stdout + stderr, exitCode: typeof error?.code === "number" ? error.code : 0 }),
    );
  });
}

async function openLog(t: TestContext): Promise<{ log: EventLog; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "pms letters-"));
  t.after(() => rm(folder, { recursive: true }));
  const { url } = await testDatabase(t, { sets, name: "letters" });
  await writeFile(join(folder, "event-log.json"), JSON.stringify({ EVENTS_DATABASE_URL: url }));
  const log = await openPostgresLog({ url, clientId: "test" });
  t.after(() => log.close());
  return { log, folder };
}

/** An event of patients that analytics could not take. */
function letter(id: string) {
  const time = new Date().toISOString();
  const event = { topic: topics.patient, key: "a-patient", id, type: "PatientCreated", source: "/test", time };
  const received = { ...event, payload: new Uint8Array([1]), partition: 0, offset: 0n };
  return deadLetterOf(received, "analytics", 5, new TypeError("cannot read"));
}

test("an operator sees what consumers gave up, publishes it again, or discards it (REL-6)", async (t) => {
  const { log, folder } = await openLog(t);
  const [one, two] = [randomUUID(), randomUUID()];
  await log.publish([letter(one), letter(two)]);
  const listed = await deadLetters(folder, "list");
  assert.equal(listed.exitCode, 0, listed.said);
  for (const id of [one, two])
    assert.match(listed.said, new RegExp(`^patient\\.events analytics ${id} .*5 attempts .*TypeError$`, "m"));

  assert.equal((await deadLetters(folder, "replay", topics.patient, "analytics", one)).exitCode, 0);
  assert.equal((await deadLetters(folder, "discard", topics.patient, "analytics", two)).exitCode, 0);
  const published: string[] = [];
  await log.scan(topics.patient, (events) => void published.push(...events.map(({ id }) => id)));
  assert.deepEqual(published, [one]);
  assert.match((await deadLetters(folder, "list")).said, /^No dead letters\.$/m);
  assert.equal((await deadLetters(folder, "replay", topics.patient, "analytics", one)).exitCode, 1);
});

test("what the command does not understand, a topic that is none, and a folder where no system was started, are named", async () => {
  for (const args of [[], ["replay"], ["list", "patient.events"], ["forget", "a", "b", "c"]]) {
    const { said, exitCode } = await deadLetters("/nowhere", ...args);
    assert.deepEqual([exitCode, /^Say list .*\nnpm run dead-letters/.test(said)], [2, true], args.join(" "));
  }
  const mistyped = await deadLetters("/nowhere", "replay", "patient.event", "analytics", randomUUID());
  assert.equal(mistyped.exitCode, 2);
  assert.match(mistyped.said, /no topic patient\.event; it is one of .*patient\.events/);
  const nowhere = await deadLetters("/nowhere", "list");
  assert.equal(nowhere.exitCode, 2);
  assert.match(nowhere.said, /\/nowhere\/event-log\.json cannot be read/);
});
