/** Runs where a broker is promised: `npm test -- --kafka-required`, or KAFKA_BROKERS set. */
import { test } from "node:test";
import { faultSuite } from "./kill-processes.ts";

if (process.env.PMS_KAFKA_REQUIRED || process.env.KAFKA_BROKERS) faultSuite({ kafka: true });
else test("the fault suite on Apache Kafka DID NOT RUN: run `npm test -- --kafka-required test/faults`", () => {});
