import { databaseConfig, eventsConfig, rpcTlsConfig, serverConfig, trustConfig } from "@pms/kit/process/config";
import { type Static, Type } from "typebox";

export const config = Type.Object({
  ...serverConfig,
  ...databaseConfig,
  ...eventsConfig,
  ...trustConfig,
  ...rpcTlsConfig,
  /** gRPC, on HOST. Port 0 takes a free one. */
  RPC_PORT: Type.Integer({ minimum: 0, maximum: 65535 }),
  /** ISO 4217: what new accounts are kept in. */
  CURRENCY: Type.String({ default: "USD", pattern: "^[A-Z]{3}$" }),
});
export type Config = Static<typeof config>;
