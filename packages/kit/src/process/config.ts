/**
 * Configuration comes from environment variables; everything that is missing or wrong is named at
 * once.
 */
import { Ajv, type ErrorObject } from "ajv";
import { type Static, type TObject, type TProperties, Type } from "typebox";

/** Thrown with one line per variable; holds names and rules, never values. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Picks the schema's variables out of the environment, with defaults, and numbers and booleans
 * converted.
 */
export function loadConfig<Properties extends TProperties>(
  schema: TObject<Properties>,
  environment: Readonly<Record<string, string | undefined>>,
): Static<TObject<Properties>> {
  const ajv = new Ajv({
    allErrors: true,
    coerceTypes: true,
    useDefaults: true,
    removeAdditional: true,
    strict: false,
    verbose: true,
  });
  const validate = ajv.compile<Static<TObject<Properties>>>({ ...schema, additionalProperties: false });
  const candidate: unknown = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const missing = missingAlternatives(schema, environment);
  if (validate(candidate) && missing.length === 0) return candidate;
  const lines = (validate.errors ?? []).map((error) =>
    error.keyword === "required"
      ? `${String(error.params.missingProperty)} is missing`
      : `${error.instancePath.slice(1)} ${ruleOf(error)}`,
  );
  lines.push(...missing);
  throw new ConfigError(`The configuration is not complete:\n  ${[...new Set(lines)].sort().join("\n  ")}`);
}

/** Patterns are for machines: a schema says what they mean by its `rule`. */
function ruleOf({ keyword, params, parentSchema, message }: ErrorObject): string {
  if (keyword === "enum") return `must be one of ${params.allowedValues.join(", ")}`;
  const rule: unknown = keyword === "pattern" && parentSchema?.rule;
  return typeof rule === "string" ? rule : (message ?? "is not valid");
}

/** A line for each variable with an `orElse` when neither it nor that other one is there. */
function missingAlternatives(schema: TObject, environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const other = "orElse" in property && typeof property.orElse === "string" ? property.orElse : undefined;
    return other === undefined || environment[name] || environment[other] ? [] : [`${name} or ${other} is missing`];
  });
}

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const address = "(\\[[0-9a-fA-F:]+\\]|[^\\s:,/\\[\\]]+):[0-9]{1,5}";
export const HostPort = Type.String({ pattern: `^${address}$`, rule: "must be host:port" });

const Port = Type.Integer({ minimum: 0, maximum: 65535 });

/** What every service takes. Port 0 takes a free one. */
export const serverConfig = {
  HOST: Type.String({ default: "127.0.0.1" }),
  PORT: Port,
  ADMIN_HOST: Type.String({ default: "127.0.0.1" }),
  ADMIN_PORT: Port,
  LOG_LEVEL: Type.Enum(logLevels, { default: "info" }),
  /**
   * Base URL of an OpenTelemetry collector that takes OTLP over HTTP; without it there are no
   * traces.
   */
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(Type.String({ pattern: "^(https?://.+)?$" })),
};

/**
 * A service with a database: the app role's URL, and (where the service may migrate) the owner's.
 */
export const databaseConfig = {
  DATABASE_URL: Type.String({ pattern: "^postgres(ql)?://" }),
  DATABASE_OWNER_URL: Type.Optional(Type.String({ pattern: "^postgres(ql)?://" })),
  DATABASE_MAX_CONNECTIONS: Type.Integer({ default: 10, minimum: 2 }),
};

/** Events: Kafka where KAFKA_BROKERS is set, else the PostgreSQL event log. */
export const eventsConfig = {
  KAFKA_BROKERS: Type.Optional(
    Type.String({
      orElse: "EVENTS_DATABASE_URL",
      pattern: `^${address}(,${address})*$`,
      rule: "must be host:port, several separated by commas and no spaces",
    }),
  ),
  EVENTS_DATABASE_URL: Type.Optional(Type.String({ pattern: "^postgres(ql)?://" })),
  /** SASL PLAIN; without them the brokers are not asked to tell services apart. Both or neither. */
  KAFKA_USERNAME: Type.Optional(Type.String()),
  KAFKA_PASSWORD: Type.Optional(Type.String()),
  /**
   * How long events stay in the log once every consumer has them. On Kafka at least 30 days,
   * whoever has them.
   */
  EVENT_RETENTION_HOURS: Type.Number({ default: 168, exclusiveMinimum: 0 }),
};

/** In milliseconds, from the variables of `eventsConfig`. */
export function eventRetentionMs(config: { EVENT_RETENTION_HOURS: number }): number {
  return config.EVENT_RETENTION_HOURS * 3_600_000;
}

/** How tokens are verified. */
export const trustConfig = {
  AUTH_URL: Type.String({ pattern: "^https?://" }),
  AUTH_RPC: HostPort,
  TOKEN_ISSUER: Type.String({ default: "pms-auth" }),
  TOKEN_AUDIENCE: Type.String({ default: "pms" }),
};

/** The addresses that people reach the system at, the one that links are made of first. */
export const publicUrlConfig = {
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: "^\\s*https?://[^\\s,/?#@]+/?(\\s*,\\s*https?://[^\\s,/?#@]+/?)*\\s*$",
      rule: "must be https://host or http://host:port without a path, several separated by commas",
    }),
  ),
};

/** The origins of `PUBLIC_URL`, such as `https://clinic.example`; none where it is not set. */
export function publicOrigins(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => new URL(part).origin);
}

/** mTLS between services over gRPC; plain text on a trusted network when absent. PEM files. */
export const rpcTlsConfig = {
  RPC_TLS_CA: Type.Optional(Type.String()),
  RPC_TLS_CERT: Type.Optional(Type.String()),
  RPC_TLS_KEY: Type.Optional(Type.String()),
};
