import {
  databaseConfig,
  eventsConfig,
  HostPort,
  rpcTlsConfig,
  serverConfig,
  trustConfig,
} from "@pms/kit/process/config";
import { type Static, Type } from "typebox";

export const config = Type.Object({
  ...serverConfig,
  ...databaseConfig,
  ...eventsConfig,
  ...trustConfig,
  ...rpcTlsConfig,
  /** gRPC of the services that know what is counted: a rebuild asks them. */
  PATIENT_RPC: HostPort,
  BILLING_RPC: HostPort,
  /** Shared with auth: what this service gets its own tokens for. */
  SERVICE_SECRET: Type.String({ minLength: 16 }),
  /** Of the zeros in reports, where there is no money yet. */
  CURRENCY: Type.String({ default: "USD", pattern: "^[A-Z]{3}$" }),
});
export type Config = Static<typeof config>;
