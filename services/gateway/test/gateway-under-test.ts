/** A gateway on real sockets before upstreams that the test writes itself. */

import { createServer, type RequestListener, type Server } from "node:http";
import { connect } from "node:net";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@pms/embedded/free-ports";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import type { RunningService } from "@pms/kit/process/run-service";
import { createTestTrust, type TestTrust } from "@pms/kit/testing/tokens";
import { type DoorOptions, serve } from "../src/app.ts";
import type { Config } from "../src/config.ts";
import { type Deps, openUpstreams } from "../src/deps.ts";
import { loadRoutes } from "../src/route-table/load-routes.ts";
import { createRouteTable } from "../src/route-table/route-table.ts";

export const routesFile = fileURLToPath(new URL("../gateway.yaml", import.meta.url));

export type TestUpstream = { url: string; port: number; server: Server; stop(): Promise<void> };

/**
 * Answers its probe and its document by itself; everything else is the listener's. Its port stays
 * free for it when it stops.
 */
export async function startUpstream(
  listener: RequestListener,
  options: { port?: number; openapi?: object; readyStatus?: () => number; readyBody?: object } = {},
): Promise<TestUpstream> {
  const { port = await findFreePort(), openapi = {}, readyStatus = () => 200, readyBody = {} } = options;
  const server = createServer((request, response) => {
    if (request.url === "/readyz") response.writeHead(readyStatus()).end(JSON.stringify(readyBody));
    else if (request.url === "/openapi.json") response.end(JSON.stringify(openapi));
    else listener(request, response);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type TestGateway = RunningService & {
  url: string;
  port: number;
  deps: Deps;
  trust: TestTrust;
  /** Every line logged so far. */
  logged: string[];
};
export type TestOptions = {
  config?: Partial<Config>;
  trust?: TestTrust;
  socket?: DoorOptions;
  trustReady?: () => boolean;
};

/** A port where nobody listens. */
const nowhere = "http://127.0.0.1:1";

export async function startGateway(options: TestOptions = {}): Promise<TestGateway> {
  const config: Config = {
    HOST: "127.0.0.1",
    PORT: 0,
    ADMIN_HOST: "127.0.0.1",
    ADMIN_PORT: 0,
    LOG_LEVEL: "info",
    AUTH_URL: nowhere,
    AUTH_RPC: "127.0.0.1:1",
    TOKEN_ISSUER: "pms-auth",
    TOKEN_AUDIENCE: "pms",
    AUTH_URLS: nowhere,
    PATIENT_URLS: nowhere,
    BILLING_URLS: nowhere,
    ANALYTICS_URLS: nowhere,
    ROUTES_FILE: routesFile,
    TRUSTED_PROXIES: "",
    ALLOWED_ORIGINS: "",
    RATE_LIMITS: "on",
    UPSTREAM_REQUESTS_MAX: 256,
    CONNECTIONS_PER_SOURCE_MAX: 1_000,
    CONNECTIONS_MAX: 10_000,
    DRAIN_DELAY_MS: 0,
    ...options.config,
  };
  const logged: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  const trust = options.trust ?? (await createTestTrust());
  const upstreams = openUpstreams(config);
  const deps: Deps = {
    config,
    logger: createLogger("gateway", config.LOG_LEVEL, stream),
    metrics: createMetrics("gateway"),
    trust: {
      verifier: trust.verifier,
      ready: options.trustReady ?? (() => true),
      clock: () => "ok" as const,
    },
    table: createRouteTable(loadRoutes(config.ROUTES_FILE, [...upstreams.keys()])),
    upstreams,
  };
  const running = await serve(deps, options.socket);
  const port = running.ports.port ?? 0;
  return { ...running, url: `http://127.0.0.1:${port}`, port, deps, trust, logged };
}

/** Sends bytes as they are and reads until the other side closes. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    socket.on("close", () => resolve(text));
    socket.on("error", (error) => (text ? resolve(text) : reject(error)));
  });
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
