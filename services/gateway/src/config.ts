/** The gateway's environment. */
import { fileURLToPath } from "node:url";
import { publicUrlConfig, rpcTlsConfig, serverConfig, trustConfig } from "@pms/kit/process/config";
import { type Static, Type } from "typebox";

/** Base URLs of the instances of a service, separated by commas. */
const Instances = Type.String({ pattern: "^\\s*https?://[^\\s,]+(\\s*,\\s*https?://[^\\s,]+)*\\s*$" });

export const config = Type.Object({
  ...serverConfig,
  ...trustConfig,
  ...rpcTlsConfig,
  /**
   * Requests with the name of another host are refused; without it those with a name that a foreign
   * page could make its own.
   */
  ...publicUrlConfig,
  AUTH_URLS: Instances,
  PATIENT_URLS: Instances,
  BILLING_URLS: Instances,
  ANALYTICS_URLS: Instances,
  ROUTES_FILE: Type.String({ default: fileURLToPath(new URL("../gateway.yaml", import.meta.url)) }),
  /** The built web UI. Without it `/` says so. */
  WEB_DIR: Type.Optional(Type.String()),
  /**
   * Addresses or CIDR blocks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are
   * believed.
   */
  TRUSTED_PROXIES: Type.String({ default: "" }),
  /** Other origins whose pages may call the API, separated by commas. The own UI needs none. */
  ALLOWED_ORIGINS: Type.String({ default: "" }),
  /** `on`, `off`, or a factor for every limit of the routes file. */
  RATE_LIMITS: Type.String({ default: "on", pattern: "^(on|off|[0-9]+(\\.[0-9]+)?)$" }),
  /** Requests that one instance is given at once; beyond that the gateway answers 503. */
  UPSTREAM_REQUESTS_MAX: Type.Integer({ default: 256, minimum: 1, maximum: 10_000 }),
  /**
   * Connections at once, of one source address (of a /64 in IPv6) and in all; proxies of
   * TRUSTED_PROXIES count in all alone.
   */
  CONNECTIONS_PER_SOURCE_MAX: Type.Integer({ default: 1_000, minimum: 1 }),
  CONNECTIONS_MAX: Type.Integer({ default: 10_000, minimum: 1 }),
  /** How long to keep serving after SIGTERM while load balancers notice that `/readyz` says no. */
  DRAIN_DELAY_MS: Type.Integer({ default: 0, minimum: 0, maximum: 60_000 }),
});
export type Config = Static<typeof config>;
