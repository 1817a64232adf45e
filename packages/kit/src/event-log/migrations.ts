import type { MigrationSet } from "../db/migration-files.ts";

/**
 * The tables of the event log on PostgreSQL, for a database of their own, which every service uses
 * as its own role.
 */
export const eventLogMigrations: MigrationSet = {
  name: "event-log",
  directory: new URL("../../event-log-migrations/", import.meta.url),
};
