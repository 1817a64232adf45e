import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import {
  ConfigError,
  databaseConfig,
  eventsConfig,
  loadConfig,
  serverConfig,
  trustConfig,
} from "../src/process/config.ts";

const schema = Type.Object({ ...serverConfig, ...databaseConfig, ...eventsConfig });
const complete = {
  PORT: "8082",
  ADMIN_PORT: "8182",
  DATABASE_URL: "postgres://localhost/a",
  EVENTS_DATABASE_URL: "postgres://localhost/b",
};

function linesOf(environment: Record<string, string>): string[] {
  try {
    loadConfig(schema, environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split("\n").slice(1);
  }
  return [];
}

test("a complete configuration is read with its defaults, and nothing beside it", () => {
  const { PORT, HOST, DATABASE_MAX_CONNECTIONS, ...rest } = loadConfig(schema, { ...complete, HOME: "/root" });
  assert.deepEqual([PORT, HOST, DATABASE_MAX_CONNECTIONS], [8082, "127.0.0.1", 10]);
  assert.ok(!("HOME" in rest));
});

test("everything that is missing or wrong is named at once, an alternative by both its names, and no value is shown", () => {
  assert.deepEqual(linesOf({ PORT: "secret" }), [
    "  ADMIN_PORT is missing",
    "  DATABASE_URL is missing",
    "  KAFKA_BROKERS or EVENTS_DATABASE_URL is missing",
    "  PORT must be integer",
  ]);
});

test("addresses are host:port, and a level of the log is one that there is", () => {
  const address = "must be host:port";
  const brokers = "must be host:port, several separated by commas and no spaces";
  for (const good of ["kafka:9092", "10.0.0.1:9092,[::1]:9092"])
    assert.deepEqual(linesOf({ ...complete, KAFKA_BROKERS: good }), []);
  for (const bad of ["kafka", "kafka:9092, other:9092", "kafka:9092,", "http://kafka:9092"])
    assert.deepEqual(linesOf({ ...complete, KAFKA_BROKERS: bad }), [`  KAFKA_BROKERS ${brokers}`], bad);
  for (const level of ["loud", "INFO"])
    assert.deepEqual(linesOf({ ...complete, LOG_LEVEL: level }), [
      "  LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent",
    ]);
  assert.equal(loadConfig(schema, { ...complete, LOG_LEVEL: "" }).LOG_LEVEL, "info");
  const trust = Type.Object(trustConfig);
  const url = { AUTH_URL: "http://auth:8080" };
  assert.throws(() => loadConfig(trust, { ...url, AUTH_RPC: "auth" }), new RegExp(`AUTH_RPC ${address}`));
  assert.equal(loadConfig(trust, { ...url, AUTH_RPC: "auth:9080" }).AUTH_RPC, "auth:9080");
});

test("one of two alternatives is enough, and an empty variable is none", () => {
  const { EVENTS_DATABASE_URL, ...neither } = complete;
  assert.deepEqual(linesOf({ ...neither, KAFKA_BROKERS: "kafka:9092" }), []);
  assert.deepEqual(linesOf({ ...neither, KAFKA_BROKERS: "" }), ["  KAFKA_BROKERS or EVENTS_DATABASE_URL is missing"]);
});
