/** Whether suites that need a real Apache Kafka broker can run here: one rule for all of them. */
import { test } from "node:test";

const missing = "set KAFKA_BROKERS, or install Java 17 and Maven and run `npm test -- --kafka-required`";

/**
 * Defines the suite where KAFKA_BROKERS names a broker or `--kafka-required` asks for one.
 * Elsewhere it is skipped, and says so loudly: to fetch and start a broker takes minutes.
 */
export function onKafka(suite: string, define: () => void): void {
  if (process.env.KAFKA_BROKERS || process.env.PMS_KAFKA_REQUIRED === "1") {
    define();
    return;
  }
  process.stderr.write(`\n*** ${suite} DID NOT RUN: ${missing} ***\n\n`);
  test(suite, { skip: missing }, () => {});
}
