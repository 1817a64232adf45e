import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { claimEventLog } from "../src/claim-event-log.ts";
import { loadSecrets } from "../src/secrets.ts";

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pms-claim-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

for (const [began, other, how] of [
  ["postgres", "kafka", /began on PostgreSQL's event log.* Start without --kafka, or .* PMS_DATA_DIR/],
  ["kafka", "postgres", /began on Apache Kafka.* Start with --kafka, or .* PMS_DATA_DIR/],
] as const) {
  test(`data that began on ${began} are not started on ${other}, where the events so far are missing (REL-1)`, async (t) => {
    const folder = await dataFolder(t);
    await claimEventLog(folder, began);
    await claimEventLog(folder, began);
    await assert.rejects(claimEventLog(folder, other), (error: Error) => {
      assert.ok(error.message.startsWith(folder));
      assert.match(error.message, how);
      return true;
    });
    await (await claimEventLog(folder, began)).release();
    await assert.rejects(claimEventLog(folder, other));
  });
}

test("data from before the log was written down are on PostgreSQL, unless they say that they were on Kafka last", async (t) => {
  const folder = await dataFolder(t);
  await loadSecrets(folder);
  await assert.rejects(claimEventLog(folder, "kafka"));
  await claimEventLog(folder, "postgres");

  const onKafka = await dataFolder(t);
  await loadSecrets(onKafka);
  await writeFile(join(onKafka, "event-log.json"), '{"KAFKA_BROKERS":"127.0.0.1:9092"}');
  await assert.rejects(claimEventLog(onKafka, "postgres"));
  await claimEventLog(onKafka, "kafka");
});

test("a first start that failed before a service ran leaves the choice", async (t) => {
  const folder = await dataFolder(t);
  const claim = await claimEventLog(folder, "kafka");
  await loadSecrets(folder);
  await claim.release();
  await claimEventLog(folder, "postgres");
});
