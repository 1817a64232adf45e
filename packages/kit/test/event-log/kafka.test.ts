import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RunningKafka, startKafka } from "@pms/embedded/kafka";
import { hasJava, hasKafkaJars } from "@pms/embedded/kafka-jars";
import type { LogServer } from "./harness.ts";
import { testLogContract } from "./log-contract.ts";
import { testPipelineContract } from "./pipeline-contract.ts";

const given = process.env.KAFKA_BROKERS;
const required = process.env.PMS_KAFKA_REQUIRED === "1";
// Fetching the broker takes minutes on a slow line: an everyday run does not begin that by itself.
const available = given !== undefined || ((await hasJava()) && (required || hasKafkaJars()));

let broker: RunningKafka;
let log: LogServer;
let directory: string;

if (available) {
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "pms-kafka-"));
    broker = await startKafka({ dataDirectory: directory });
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
} else {
  test("the suites on Apache Kafka have a broker to run on", () => {
    const message =
      "THE KAFKA SUITES DID NOT RUN: set KAFKA_BROKERS, or install Java 17 and Maven and set PMS_KAFKA_REQUIRED=1";
    assert.ok(!required, message);
    process.stderr.write(`\n*** ${message} ***\n\n`);
  });
}
