import { openDatabase } from "../db/database.ts";
import { assertMigrated } from "../db/migrate.ts";
import { isOutage } from "../db/outage.ts";
import type { EventLog } from "./event-log.ts";
import type { KafkaUser } from "./kafka-connection.ts";
import { eventLogMigrations } from "./migrations.ts";
import { openPostgresLog } from "./postgres-log.ts";

export interface EventLogConfig {
  /** Apache Kafka is used when this names a broker. */
  kafkaBrokers?: readonly string[];
  /** Who we are to the brokers; they may be open to everybody. */
  sasl?: KafkaUser;
  clientId: string;
  /** URL of the event-log database, used when there is no Kafka. */
  postgresUrl?: string;
}

/**
 * From the variables of `eventsConfig`. Throws when there is a user without a password or the other
 * way round.
 */
export function eventLogFrom(
  variables: {
    KAFKA_BROKERS?: string;
    KAFKA_USERNAME?: string;
    KAFKA_PASSWORD?: string;
    EVENTS_DATABASE_URL?: string;
  },
  clientId: string,
): EventLogConfig {
  const { KAFKA_BROKERS: brokers, EVENTS_DATABASE_URL: postgresUrl } = variables;
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = variables;
  if (Boolean(username) !== Boolean(password)) throw new Error("KAFKA_USERNAME and KAFKA_PASSWORD go together");
  return {
    clientId,
    ...(brokers && { kafkaBrokers: brokers.split(",") }),
    ...(username && password && { sasl: { username, password } }),
    ...(postgresUrl && { postgresUrl }),
  };
}

/**
 * Opens Kafka when there are brokers, else the log on PostgreSQL. Throws when the latter's tables
 * are missing: nothing would ever be published. That its server does not answer passes.
 */
export async function openEventLog(config: EventLogConfig): Promise<EventLog> {
  if (config.kafkaBrokers && config.kafkaBrokers.length > 0) {
    // Loaded on demand: the client costs start-up time and memory that an installation on
    // PostgreSQL should not pay.
    const { openKafkaLog } = await import("./kafka-log.ts");
    return openKafkaLog({
      brokers: config.kafkaBrokers,
      clientId: config.clientId,
      ...(config.sasl && { sasl: config.sasl }),
    });
  }
  if (!config.postgresUrl) throw new Error("The event log needs KAFKA_BROKERS or EVENTS_DATABASE_URL");
  await requireTables(config.postgresUrl);
  return openPostgresLog({ url: config.postgresUrl, clientId: config.clientId });
}

async function requireTables(url: string): Promise<void> {
  const { pool, close } = openDatabase({ url, maxConnections: 1, applicationName: "event log check" });
  try {
    await assertMigrated(pool, [eventLogMigrations]);
  } catch (error) {
    if (isOutage(error)) return;
    throw new Error("EVENTS_DATABASE_URL: local/src/provision-databases.ts makes the tables that are missing there", {
      cause: error,
    });
  } finally {
    await close();
  }
}
