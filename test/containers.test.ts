/** compose.yaml and the Dockerfile, as far as they can be checked without an engine. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { kafkaVersion } from "@pms/embedded/kafka-jars";
import { loadConfig } from "@pms/kit/process/config";
import type { TObject } from "typebox";
import { parse } from "yaml";
import { serviceEnvironments } from "../local/src/environments.ts";
import { config as analytics } from "../services/analytics/src/config.ts";
import { config as auth } from "../services/auth/src/config.ts";
import { config as billing } from "../services/billing/src/config.ts";
import { config as gateway } from "../services/gateway/src/config.ts";
import { config as patient } from "../services/patient/src/config.ts";

type ComposeService = {
  build?: { args: { SERVICE: string } };
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  image?: string;
  command?: string[];
  ports?: string[];
  volumes?: string[];
};
const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const compose: { services: Record<string, ComposeService> } = parse(read("compose.yaml"), { merge: true });
const infrastructure: { services: Record<string, ComposeService> } = parse(read("compose.infra.yaml"));
const dockerfile = read("Dockerfile");
const schemas: Record<string, TObject> = { auth, patient, billing, analytics, gateway };
const example = Object.fromEntries(
  read(".env.example")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split("=")[0] ?? "", "a-value-for-the-test@of-more-than-32-characters"]),
);

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose reads them. */
function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_all, name: string, kind: string | undefined, rest: string | undefined) => {
      const value = values[name] ?? (kind === "-" ? rest : undefined);
      if (value === undefined) throw new Error(`${name} is in no .env.example`);
      return value;
    },
  );
}
const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(compose.services[name]?.environment ?? {}).map(([key, value]) => [
      key,
      interpolate(String(value), example),
    ]),
  );

for (const [name, schema] of Object.entries(schemas)) {
  test(`compose gives ${name} every variable that it needs, and none that it does not know`, () => {
    const environment = environmentOf(name);
    loadConfig(schema, environment);
    assert.deepEqual(
      Object.keys(environment).filter((key) => !(key in schema.properties)),
      [],
    );
    assert.equal(compose.services[name]?.build?.args.SERVICE, name);
  });
}

test("the local system gives each service what it needs, and none that it does not know", () => {
  const at = { http: 1, admin: 2 };
  const withRpc = { ...at, rpc: 3 };
  const ports = { gateway: at, auth: withRpc, patient: withRpc, billing: withRpc, analytics: at };
  const roles = ["auth", "patient", "billing", "analytics", "events"].flatMap((name) => [name, `${name}_owner`]);
  const secret = "a-value-for-the-test-of-more-than-32-characters";
  const secrets = {
    keySecret: secret,
    databasePasswords: Object.fromEntries(roles.map((role) => [role, secret])),
    serviceSecrets: { patient: secret, billing: secret, analytics: secret },
    admin: { email: "admin@clinic.example", password: secret },
  };
  const infrastructure = { postgres: { host: "127.0.0.1", port: 5432 } };
  const environments = serviceEnvironments(ports, secrets, infrastructure, "web/dist");
  for (const [name, environment] of Object.entries(environments)) {
    const { properties } = schemas[name] ?? assert.fail(name);
    loadConfig(schemas[name] ?? assert.fail(name), environment);
    assert.deepEqual(
      Object.keys(environment).filter((key) => !(key in properties)),
      [],
      name,
    );
  }
});

test("compose passes on what an operator may set", () => {
  const settings = {
    auth: [
      "SESSION_IDLE_HOURS",
      "SESSION_ABSOLUTE_DAYS",
      "SESSIONS_PER_USER_MAX",
      "PUBLIC_URL",
      "EVENT_RETENTION_HOURS",
    ],
    patient: ["EVENT_RETENTION_HOURS"],
    billing: ["CURRENCY", "EVENT_RETENTION_HOURS", "LETTERHEAD_LOGO", "PAPER"],
    analytics: ["CURRENCY", "EVENT_RETENTION_HOURS"],
    gateway: ["PUBLIC_URL", "TRUSTED_PROXIES", "ALLOWED_ORIGINS", "CONNECTIONS_PER_SOURCE_MAX", "CONNECTIONS_MAX"],
  };
  for (const [service, names] of Object.entries(settings))
    for (const name of names) assert.equal(compose.services[service]?.environment?.[name], `\${${name}:-}`, service);
});

test("services find each other: every host that a variable names is a service, at the port that it listens on", () => {
  const known = { ...compose.services, ...infrastructure.services };
  for (const name of Object.keys(schemas)) {
    for (const [key, value] of Object.entries(environmentOf(name))) {
      const match = /^(?:(https?|postgres):\/\/(?:[^@]*@)?)?([a-z]+):(\d+)(?:\/|$)/.exec(value);
      if (!match) continue;
      const [, scheme, host = "", port] = match;
      assert.ok(known[host], `${name} ${key}: ${host}`);
      const expected =
        host === "postgres"
          ? "5432"
          : host === "kafka"
            ? "19092"
            : scheme
              ? environmentOf(host).PORT
              : environmentOf(host).RPC_PORT;
      assert.equal(port, expected, `${name} ${key}`);
    }
  }
});

test("only the gateway is public; infrastructure listens on loopback", () => {
  const published = Object.entries(compose.services)
    .filter(([, { ports }]) => ports)
    .map(([name]) => name);
  assert.deepEqual(published, ["gateway"]);
  for (const [name, { ports = [] }] of Object.entries(infrastructure.services))
    assert.ok(
      ports.every((port) => port.startsWith("127.0.0.1:")),
      name,
    );
});

test("health checks ask /readyz at the port that the service listens on, and the gateway waits for healthy services", () => {
  assert.match(dockerfile, /HEALTHCHECK[\s\S]*process\.env\.PORT \+ '\/readyz'/);
  for (const name of Object.keys(schemas)) {
    const { PORT, ADMIN_PORT } = environmentOf(name);
    assert.match(dockerfile, new RegExp(`EXPOSE .*\\b${PORT}\\b.*\\b${ADMIN_PORT}\\b`));
  }
  for (const service of ["auth", "patient", "billing", "analytics"])
    assert.equal(compose.services.gateway?.depends_on?.[service]?.condition, "service_healthy");
  for (const { healthcheck } of Object.values(infrastructure.services)) assert.ok(healthcheck);
});

test("the broker in the container is the version that the tests run on", () => {
  assert.equal(infrastructure.services.kafka?.image, `apache/kafka:${kafkaVersion}`);
});

test("no row value reaches PostgreSQL's log (PRV-1)", () => {
  const own = /log_\w+: "(?:log|panic|terse)"/g;
  const settings = [...read("packages/embedded/src/postgres.ts").matchAll(own)].map(([text]) =>
    text.replace(/(\w+): "(\w+)"/, "-c$1=$2"),
  );
  assert.equal(settings.length, 3);
  for (const setting of settings) assert.ok(infrastructure.services.postgres?.command?.includes(setting), setting);
});

test("what the image is built from holds no secret", () => {
  assert.ok(read(".dockerignore").split("\n").includes(".env"));
});

test("what the database and the broker store is in a volume, and outlives their containers", () => {
  const folders = {
    postgres: "/var/lib/postgresql",
    kafka: infrastructure.services.kafka?.environment?.KAFKA_LOG_DIRS,
  };
  for (const [name, folder] of Object.entries(folders))
    assert.ok(infrastructure.services[name]?.volumes?.includes(`${name}:${folder}`), name);
});

test("the Dockerfile runs as a plain user what it copies", () => {
  assert.match(dockerfile, /^USER node$/m);
  assert.match(dockerfile, /exec node services\/\$SERVICE\/src\/main\.ts/);
  for (const name of Object.keys(schemas))
    assert.ok(existsSync(new URL(`../services/${name}/src/main.ts`, import.meta.url)));
  for (const [, path = ""] of dockerfile.matchAll(/^COPY (?!--from)(packages|local) /gm))
    assert.ok(existsSync(new URL(`../${path}`, import.meta.url)));
});

test("no secret has a default", () => {
  const secret = /(PASSWORD|SECRET)/;
  for (const [, name = "", kind] of read("compose.yaml").matchAll(/\$\{(\w+)(?::([-?]))?/g))
    if (secret.test(name)) assert.notEqual(kind, "-", name);
  for (const line of read(".env.example").split("\n"))
    if (secret.test(line) && !line.startsWith("#")) assert.match(line, /=$/);
});
