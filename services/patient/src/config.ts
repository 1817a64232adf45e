import { databaseConfig, eventsConfig, rpcTlsConfig, serverConfig, trustConfig } from "@pms/kit/config";
import { type Static, Type } from "typebox";

export const config = Type.Object({
  ...serverConfig,
  ...databaseConfig,
  ...eventsConfig,
  ...trustConfig,
  ...rpcTlsConfig,
  /** Billing's gRPC, host:port. */
  BILLING_RPC: Type.String(),
  /** Shared with auth: what this service gets its own tokens for. */
  SERVICE_SECRET: Type.String(),
});
export type Config = Static<typeof config>;
