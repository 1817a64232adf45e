/** Lets every service into the event log on PostgreSQL, as its own role and with what it needs. */
import { sourceOf, topicAccess } from "@pms/contracts/events/events";
import { openDatabase } from "@pms/kit/db/database";
import { migrate } from "@pms/kit/db/migrate";
import { eventLogMigrations } from "@pms/kit/event-log/migrations";

/** @param urls of the event log's database, as its owner and as the superuser */
export async function openEventLogToServices(urls: { owner: string; superuser: string }): Promise<void> {
  await migrate({ ownerUrl: urls.owner, appRole: "pms_events", sets: [eventLogMigrations] });
  for (const [service, { publishes, consumes }] of Object.entries(topicAccess)) {
    const role = `pms_${service}`;
    await query(urls.superuser, `GRANT CONNECT ON DATABASE pms_events TO ${role}`, []);
    const admitted = [role, sourceOf(service), publishes, consumes, service];
    await query(urls.owner, "SELECT event_log_admit($1, $2, $3, $4, $5)", admitted);
  }
}

async function query(url: string, text: string, values: unknown[]): Promise<void> {
  const { pool, close } = openDatabase({ url, maxConnections: 1, applicationName: "pms provision" });
  await pool.query(text, values).finally(close);
}
