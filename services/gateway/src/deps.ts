/** What the gateway works with. Tests build the same from their own parts. */

import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import type { Logger } from "@pms/kit/observe/log";
import { createMetrics, type Metrics } from "@pms/kit/observe/metrics";
import { openTrust, type Trust } from "@pms/kit/trust/open-trust";
import type { Config } from "./config.ts";
import { loadRoutes } from "./route-table/load-routes.ts";
import { createRouteTable, type RouteTable } from "./route-table/route-table.ts";
import { createUpstream, type Upstream } from "./upstreams/upstream.ts";

export type Deps = {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  trust: Pick<Trust, "verifier" | "ready" | "clock">;
  table: RouteTable;
  upstreams: ReadonlyMap<string, Upstream>;
};

export function openUpstreams(config: Config): Map<string, Upstream> {
  const { AUTH_URLS: auth, PATIENT_URLS: patient, BILLING_URLS: billing, ANALYTICS_URLS: analytics } = config;
  const open = ([name, urls]: [string, string]) =>
    [name, createUpstream(name, urls, config.UPSTREAM_REQUESTS_MAX)] as const;
  return new Map(Object.entries({ auth, patient, billing, analytics }).map(open));
}

export function openDeps(config: Config, logger: Logger): Deps & { close(): Promise<void> } {
  const upstreams = openUpstreams(config);
  const table = createRouteTable(loadRoutes(config.ROUTES_FILE, [...upstreams.keys()]));
  const tls = rpcTlsFrom(config);
  const trust = openTrust({ config, service: "gateway", logger, ...(tls && { tls }) });
  return {
    config,
    logger,
    metrics: createMetrics("gateway"),
    trust,
    table,
    upstreams,
    close: trust.stop,
  };
}
