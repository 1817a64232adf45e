/**
 * What each service is told by its environment in the local system. compose.yaml says the same for
 * containers.
 */
import type { Ports, ServiceName } from "./ports.ts";
import type { Secrets } from "./secrets.ts";

export type Infrastructure = {
  /** postgres://…, without role and database. */
  postgres: { host: string; port: number };
  kafkaBrokers?: string;
};

type Environment = Record<string, string>;

export function databaseUrl(secrets: Secrets, { postgres }: Infrastructure, database: string, role: string): string {
  const password = secrets.databasePasswords[role];
  if (password === undefined) throw new Error(`There is no password for ${role}`);
  return `postgres://pms_${role}:${password}@${postgres.host}:${postgres.port}/pms_${database}`;
}

/** In the data folder: `eventLogEnvironment` of the system that runs on it. */
export const eventLogFile = "event-log.json";

/** In the data folder: where the signing keys are, for `npm run keys`. */
export const keysDatabaseFile = "keys-database.json";

/** In the data folder: where the patients are, for `npm run matching`. */
export const patientDatabaseFile = "patient-database.json";

/**
 * Where events go.
 * @param role a service, or `events`: the operators, who may do everything there
 */
export function eventLogEnvironment(secrets: Secrets, infrastructure: Infrastructure, role = "events"): Environment {
  return infrastructure.kafkaBrokers
    ? { KAFKA_BROKERS: infrastructure.kafkaBrokers }
    : { EVENTS_DATABASE_URL: databaseUrl(secrets, infrastructure, "events", role) };
}

export function serviceEnvironments(
  ports: Readonly<Record<ServiceName, Ports>>,
  secrets: Secrets,
  infrastructure: Infrastructure,
  webDirectory: string,
): Record<ServiceName, Environment> {
  const at = (name: ServiceName) => `http://127.0.0.1:${ports[name].http}`;
  const rpc = (name: "auth" | "patient" | "billing") => `127.0.0.1:${ports[name].rpc}`;
  const trust: Environment = { AUTH_URL: at("auth"), AUTH_RPC: rpc("auth") };
  const listen = (name: ServiceName): Environment => ({
    HOST: "127.0.0.1",
    PORT: String(ports[name].http),
    ADMIN_HOST: "127.0.0.1",
    ADMIN_PORT: String(ports[name].admin),
    ...(ports[name].rpc && { RPC_PORT: String(ports[name].rpc) }),
  });
  const database = (name: string): Environment => ({
    DATABASE_URL: databaseUrl(secrets, infrastructure, name, name),
    DATABASE_OWNER_URL: databaseUrl(secrets, infrastructure, name, `${name}_owner`),
    ...eventLogEnvironment(secrets, infrastructure, name),
  });
  const { patient: serviceSecret, billing: billingSecret, analytics: analyticsSecret } = secrets.serviceSecrets;
  return {
    auth: {
      ...listen("auth"),
      ...database("auth"),
      KEY_SECRET: secrets.keySecret,
      SERVICE_SECRETS: `patient=${serviceSecret},billing=${billingSecret},analytics=${analyticsSecret}`,
      ...(secrets.admin && { ADMIN_EMAIL: secrets.admin.email, ADMIN_PASSWORD: secrets.admin.password }),
    },
    patient: {
      ...listen("patient"),
      ...trust,
      ...database("patient"),
      SERVICE_SECRET: serviceSecret,
      BILLING_RPC: rpc("billing"),
    },
    billing: {
      ...listen("billing"),
      ...trust,
      ...database("billing"),
      SERVICE_SECRET: billingSecret,
      PATIENT_RPC: rpc("patient"),
    },
    analytics: {
      ...listen("analytics"),
      ...trust,
      ...database("analytics"),
      SERVICE_SECRET: analyticsSecret,
      PATIENT_RPC: rpc("patient"),
      BILLING_RPC: rpc("billing"),
    },
    gateway: {
      ...listen("gateway"),
      ...trust,
      AUTH_URLS: at("auth"),
      PATIENT_URLS: at("patient"),
      BILLING_URLS: at("billing"),
      ANALYTICS_URLS: at("analytics"),
      WEB_DIR: webDirectory,
    },
  };
}
