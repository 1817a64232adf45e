/** PostgreSQL with a database and two roles per service, and on request a Kafka broker. */
import { join } from "node:path";
import { startPostgres } from "@pms/embedded/postgres";
import { provisionDatabase } from "@pms/embedded/provision";
import { databaseNames } from "./database-names.ts";
import { databaseUrl, type Infrastructure } from "./environments.ts";
import { openEventLogToServices } from "./event-log-access.ts";
import { keepRunning } from "./keep-running.ts";
import type { Secrets } from "./secrets.ts";

export type RunningInfrastructure = Infrastructure & {
  superuserUrl: string;
  /** The process that serves now; undefined when there is none of ours. */
  pidOf(server: "postgres" | "kafka"): number | undefined;
  stop(): Promise<void>;
};

export async function startInfrastructure(options: {
  dataDirectory: string;
  secrets: Secrets;
  kafka: boolean;
  durable: boolean;
  say: (line: string) => void;
  /** Gets what PostgreSQL logs, line by line; no row value is among it (PRV-1). */
  log: (line: string) => void;
}): Promise<RunningInfrastructure> {
  const { dataDirectory, secrets, durable, say, log } = options;
  const postgres = await keepRunning({
    name: "PostgreSQL",
    start: (port) =>
      startPostgres({ dataDirectory: join(dataDirectory, "postgres"), durable, log, ...(port && { port }) }),
    say,
  });
  const { url, port } = postgres.first;
  try {
    await provision(url, secrets);
    const infrastructure: Infrastructure = { postgres: { host: "127.0.0.1", port } };
    await openEventLog(url, infrastructure, secrets);
    const kafka = options.kafka ? await openKafka(dataDirectory, say) : undefined;
    return {
      ...infrastructure,
      ...(kafka && { kafkaBrokers: kafka.first.brokers }),
      superuserUrl: url,
      pidOf: (server) => (server === "postgres" ? postgres : kafka)?.current().pid,
      async stop() {
        await kafka?.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function openKafka(dataDirectory: string, say: (line: string) => void) {
  say("Starting Apache Kafka …");
  const { startKafka } = await import("@pms/embedded/kafka");
  return keepRunning({
    name: "Apache Kafka",
    start: (port) => startKafka({ dataDirectory: join(dataDirectory, "kafka"), ...(port && { port }) }),
    say,
  });
}

async function provision(superuserUrl: string, { databasePasswords }: Secrets): Promise<void> {
  for (const name of databaseNames) {
    await provisionDatabase(superuserUrl, {
      database: `pms_${name}`,
      owner: `pms_${name}_owner`,
      ownerPassword: databasePasswords[`${name}_owner`] ?? "",
      app: `pms_${name}`,
      appPassword: databasePasswords[name] ?? "",
    });
  }
}

/** The services' roles are made by then. */
async function openEventLog(superuserUrl: string, infrastructure: Infrastructure, secrets: Secrets): Promise<void> {
  const superuser = new URL(superuserUrl);
  superuser.pathname = "/pms_events";
  const owner = databaseUrl(secrets, infrastructure, "events", "events_owner");
  await openEventLogToServices({ owner, superuser: superuser.href });
}
