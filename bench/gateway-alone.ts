/**
 * The gateway before one upstream (its argument, a port), with tokens of its own making: for
 * measuring it alone.
 */
import { fileURLToPath } from "node:url";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { serve } from "../services/gateway/src/app.ts";
import type { Config } from "../services/gateway/src/config.ts";
import { openUpstreams } from "../services/gateway/src/deps.ts";
import { loadRoutes } from "../services/gateway/src/route-table/load-routes.ts";
import { createRouteTable } from "../services/gateway/src/route-table/route-table.ts";

const url = `http://127.0.0.1:${process.argv[2]}`;
const config: Config = {
  HOST: "127.0.0.1",
  PORT: 0,
  ADMIN_HOST: "127.0.0.1",
  ADMIN_PORT: 0,
  LOG_LEVEL: "info",
  AUTH_URL: url,
  AUTH_RPC: "127.0.0.1:1",
  TOKEN_ISSUER: "pms-auth",
  TOKEN_AUDIENCE: "pms",
  AUTH_URLS: url,
  PATIENT_URLS: url,
  BILLING_URLS: url,
  ANALYTICS_URLS: url,
  ROUTES_FILE: fileURLToPath(new URL("../services/gateway/gateway.yaml", import.meta.url)),
  TRUSTED_PROXIES: "",
  ALLOWED_ORIGINS: "",
  RATE_LIMITS: "1000",
  UPSTREAM_REQUESTS_MAX: 256,
  CONNECTIONS_PER_SOURCE_MAX: 10_000,
  CONNECTIONS_MAX: 10_000,
  DRAIN_DELAY_MS: 0,
};
const trust = await createTestTrust();
const upstreams = openUpstreams(config);
const running = await serve({
  config,
  logger: createLogger("gateway", config.LOG_LEVEL),
  metrics: createMetrics("gateway"),
  trust: { verifier: trust.verifier, ready: () => true, clock: () => "ok" as const },
  table: createRouteTable(loadRoutes(config.ROUTES_FILE, [...upstreams.keys()])),
  upstreams,
});
const headers = await trust.as({});
process.send?.({ port: running.ports.port, headers });
process.on("disconnect", () => process.exit(0));
