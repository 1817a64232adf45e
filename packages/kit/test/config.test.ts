import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import { ConfigError, databaseConfig, eventsConfig, loadConfig, serverConfig } from "../src/config.ts";

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

test("one of two alternatives is enough, and an empty variable is none", () => {
  const { EVENTS_DATABASE_URL, ...neither } = complete;
  assert.deepEqual(linesOf({ ...neither, KAFKA_BROKERS: "kafka:9092" }), []);
  assert.deepEqual(linesOf({ ...neither, KAFKA_BROKERS: "" }), ["  KAFKA_BROKERS or EVENTS_DATABASE_URL is missing"]);
});
