import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Admin, ConfigResourceTypes } from "@platformatic/kafka";
import { type RunningKafka, startKafka } from "@pms/embedded/kafka";
import { onKafka } from "../../src/testing/kafka.ts";
import { type LogServer, newTopic, numbered, openLog } from "./harness.ts";
import { testLogContract } from "./log-contract.ts";
import { testPipelineContract } from "./pipeline-contract.ts";

const given = process.env.KAFKA_BROKERS;

let broker: RunningKafka;
let log: LogServer;
let directory: string;

onKafka("the event log on Apache Kafka", () => {
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "pms-kafka-"));
    broker = await startKafka({ dataDirectory: directory });
    process.once("SIGINT", () => void broker.kill().then(() => process.exit(130)));
    log = { config: { kafkaBrokers: broker.brokers.split(","), clientId: "test" } };
    if (given !== undefined) return;
    const port = Number(broker.brokers.split(":").at(-1));
    log.crash = () => broker.kill();
    log.start = async () => {
      broker = await startKafka({ dataDirectory: directory, port });
    };
  });

  after(async () => {
    await broker.stop();
    await rm(directory, { recursive: true });
  });

  testLogContract(() => log);
  testPipelineContract(() => log);

  test("Ctrl-C in a terminal reaches us and not the broker, which outlasts the services", {
    skip: given !== undefined,
  }, () => {
    const groupOf = (pid: number) => execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" });
    assert.ok(broker.pid);
    assert.notEqual(groupOf(broker.pid), groupOf(process.pid));
  });

  test("topics keep their events for 30 days at least, and dead letters for good, whatever is the broker's default (REL-6)", async (t) => {
    const topic = newTopic();
    const eventLog = await openLog(t, log);
    await eventLog.publish([numbered(topic, "key", 1)]);
    const admin = new Admin({ clientId: "test", bootstrapBrokers: broker.brokers.split(",") });
    t.after(() => admin.close());
    const wanted = { "retention.ms": String(30 * 86_400_000), "retention.bytes": "-1", "cleanup.policy": "delete" };
    const [described] = await admin.describeConfigs({
      resources: [
        { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: Object.keys(wanted) },
      ],
    });
    // 5: a default of the broker's, which somebody may change.
    const own = described?.configs.filter(({ configSource }) => configSource !== 5) ?? [];
    assert.deepEqual(Object.fromEntries(own.map(({ name, value }) => [name, value])), wanted);
  });
});
