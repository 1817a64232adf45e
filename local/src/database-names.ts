/**
 * Database and app role are `pms_<name>`, the owner that migrates is `pms_<name>_owner`. `events`
 * is the log, where there is no Kafka.
 */
export const databaseNames = ["auth", "patient", "billing", "analytics", "events"] as const;
