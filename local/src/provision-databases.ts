/**
 * Makes the databases and roles, and what of the event log belongs to no service (tables or topics,
 * and who may do what there), on servers that are there already (containers, managed ones), once or
 * again.
 */
import { provisionDatabase } from "@pms/embedded/provision";
import { eventLogFrom } from "@pms/kit/event-log/open-event-log";
import { readCommandLine, runCommand } from "./command-line.ts";
import { databaseNames } from "./database-names.ts";
import { openEventLogToServices } from "./event-log-access.ts";

const usage = `npm run provision
PMS_SUPERUSER_URL=postgres://… names the server, as a role that may create others. PMS_<NAME>_PASSWORD and
PMS_<NAME>_OWNER_PASSWORD are the passwords of the role that runs and of the one that migrates, for each of ${databaseNames
  .map((name) => name.toUpperCase())
  .join(", ")}
(EVENTS are the operators of the event log). PMS_DATABASE_PASSWORD and PMS_DATABASE_OWNER_PASSWORD stand in for those that are not
set; whoever has one of a shared password has them all. With KAFKA_BROKERS, KAFKA_USERNAME and KAFKA_PASSWORD of a super user the
topics are made there, and each service may use its own.`;

readCommandLine(usage, {});

async function main(): Promise<number> {
  const superuserUrl = process.env.PMS_SUPERUSER_URL;
  const roles = databaseNames.map((name) => ({ name, ...passwordsOf(name) }));
  const missing = [...(superuserUrl ? [] : ["PMS_SUPERUSER_URL"]), ...roles.flatMap((role) => role.missing)];
  if (!superuserUrl || missing.length > 0) {
    console.error(`Set ${missing.join(", ")}.`);
    return 78;
  }
  for (const { name, app, owner } of roles) {
    await provisionDatabase(superuserUrl, {
      database: `pms_${name}`,
      owner: `pms_${name}_owner`,
      ownerPassword: owner,
      app: `pms_${name}`,
      appPassword: app,
    });
    console.log(`pms_${name} is there`);
  }
  const events = new URL(superuserUrl);
  events.pathname = "/pms_events";
  const superuser = events.href;
  events.username = "pms_events_owner";
  events.password = encodeURIComponent(passwordsOf("events").owner);
  await openEventLogToServices({ owner: events.href, superuser });
  const kafka = eventLogFrom(process.env, "provision");
  if (kafka.kafkaBrokers && kafka.sasl) {
    const { openTopicsToServices } = await import("@pms/kit/event-log/kafka-access");
    await openTopicsToServices(kafka.kafkaBrokers, kafka.sasl);
    console.log("the topics and their ACLs are there");
  }
  return 0;
}

function passwordsOf(name: string): { app: string; owner: string; missing: string[] } {
  const own = `PMS_${name.toUpperCase()}`;
  const app = process.env[`${own}_PASSWORD`] || process.env.PMS_DATABASE_PASSWORD;
  const owner = process.env[`${own}_OWNER_PASSWORD`] || process.env.PMS_DATABASE_OWNER_PASSWORD;
  const missing = [...(app ? [] : [`${own}_PASSWORD`]), ...(owner ? [] : [`${own}_OWNER_PASSWORD`])];
  return { app: app ?? "", owner: owner ?? "", missing };
}

await runCommand(main);
