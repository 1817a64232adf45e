import type { MigrationSet } from "../migration-files.ts";

/** The tables of the event log on PostgreSQL, for a database of their own; all services use it through one role. */
export const eventLogMigrations: MigrationSet = {
  name: "event-log",
  directory: new URL("../../event-log-migrations/", import.meta.url),
};
