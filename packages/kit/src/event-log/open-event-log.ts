import type { EventLog } from "./event-log.ts";
import { openPostgresLog } from "./postgres-log.ts";

export interface EventLogConfig {
  /** Apache Kafka is used when this names a broker. */
  kafkaBrokers?: readonly string[];
  clientId: string;
  /** URL of the event-log database, used when there is no Kafka. */
  postgresUrl?: string;
}

/** From the variables of `eventsConfig`. */
export function eventLogFrom(
  variables: { KAFKA_BROKERS?: string; EVENTS_DATABASE_URL?: string },
  clientId: string,
): EventLogConfig {
  const { KAFKA_BROKERS: brokers, EVENTS_DATABASE_URL: postgresUrl } = variables;
  return { clientId, ...(brokers && { kafkaBrokers: brokers.split(",") }), ...(postgresUrl && { postgresUrl }) };
}

/** Opens the event log that the configuration names: Kafka when there are brokers, else the PostgreSQL event log. */
export async function openEventLog(config: EventLogConfig): Promise<EventLog> {
  if (config.kafkaBrokers && config.kafkaBrokers.length > 0) {
    // Loaded on demand: the client costs start-up time and memory that an installation on PostgreSQL should not pay.
    const { openKafkaLog } = await import("./kafka-log.ts");
    return openKafkaLog({
      brokers: config.kafkaBrokers,
      clientId: config.clientId,
    });
  }
  if (!config.postgresUrl) throw new Error("The event log needs KAFKA_BROKERS or EVENTS_DATABASE_URL");
  return openPostgresLog({ url: config.postgresUrl, clientId: config.clientId });
}
