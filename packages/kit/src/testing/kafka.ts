/** Whether suites that need a real Apache Kafka broker can run here: one rule for all of them. */
import { test } from "node:test";
import { hasJava, hasKafkaJars } from "@pms/embedded/kafka-jars";

/**
 * Defines the suite where there is a broker to run it on, or where one is promised (`npm test -- --kafka-required`), so that
 * it then fails without. Elsewhere it is skipped, and says so loudly.
 */
export async function onKafka(suite: string, define: () => void): Promise<void> {
  const missing = await whatIsMissing();
  if (missing === undefined) return define();
  process.stderr.write(`\n*** ${suite} DID NOT RUN: ${missing} ***\n\n`);
  test(suite, { skip: missing }, () => {});
}

async function whatIsMissing(): Promise<string | undefined> {
  if (process.env.KAFKA_BROKERS || process.env.PMS_KAFKA_REQUIRED === "1") return undefined;
  // Fetching the broker takes minutes on a slow line: an everyday run does not begin that by itself.
  if (hasKafkaJars() && (await hasJava())) return undefined;
  return "set KAFKA_BROKERS, or install Java 17 and Maven and run `npm test -- --kafka-required`";
}
