/** Makes the databases and roles, and the event log's tables, which belong to no service, on a PostgreSQL server that is there already (containers, a managed server), once or again. */
import { provisionDatabase } from "@pms/embedded/provision";
import { eventLogMigrations } from "@pms/kit/event-log/migrations";
import { migrate } from "@pms/kit/migrate";
import { readCommandLine, runCommand } from "./command-line.ts";
import { databaseNames } from "./database-names.ts";

const usage = `npm run provision
PMS_SUPERUSER_URL=postgres://… names the server, as a role that may create others; PMS_DATABASE_PASSWORD and
PMS_DATABASE_OWNER_PASSWORD are the passwords of the roles that run and of those that migrate.`;

readCommandLine(usage, {});

async function main(): Promise<number> {
  const { PMS_SUPERUSER_URL, PMS_DATABASE_PASSWORD, PMS_DATABASE_OWNER_PASSWORD } = process.env;
  if (!PMS_SUPERUSER_URL || !PMS_DATABASE_PASSWORD || !PMS_DATABASE_OWNER_PASSWORD) {
    console.error("Set PMS_SUPERUSER_URL, PMS_DATABASE_PASSWORD and PMS_DATABASE_OWNER_PASSWORD.");
    return 78;
  }
  for (const name of databaseNames) {
    await provisionDatabase(PMS_SUPERUSER_URL, {
      database: `pms_${name}`,
      owner: `pms_${name}_owner`,
      ownerPassword: PMS_DATABASE_OWNER_PASSWORD,
      app: `pms_${name}`,
      appPassword: PMS_DATABASE_PASSWORD,
    });
    console.log(`pms_${name} is there`);
  }
  const events = new URL(PMS_SUPERUSER_URL);
  events.username = "pms_events_owner";
  events.password = encodeURIComponent(PMS_DATABASE_OWNER_PASSWORD);
  events.pathname = "/pms_events";
  await migrate({ ownerUrl: events.href, appRole: "pms_events", sets: [eventLogMigrations] });
  return 0;
}

await runCommand(main);
