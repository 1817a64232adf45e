import { databaseConfig, eventsConfig, rpcTlsConfig, serverConfig, trustConfig } from "@pms/kit/config";
import { type Static, Type } from "typebox";

export const config = Type.Object({
  ...serverConfig,
  ...databaseConfig,
  ...eventsConfig,
  ...trustConfig,
  ...rpcTlsConfig,
  /** Of the zeros in reports, where there is no money yet. */
  CURRENCY: Type.String({ default: "USD", pattern: "^[A-Z]{3}$" }),
});
export type Config = Static<typeof config>;
