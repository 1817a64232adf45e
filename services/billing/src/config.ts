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
  /** gRPC, on HOST. Port 0 takes a free one. */
  RPC_PORT: Type.Integer({ minimum: 0, maximum: 65535 }),
  /** The patient service's gRPC: whom a statement is addressed to. */
  PATIENT_RPC: HostPort,
  /** Shared with auth: what this service asks for the names of cashiers with. */
  SERVICE_SECRET: Type.String({ minLength: 16 }),
  /** What documents are printed on. */
  PAPER: Type.Enum(["a4", "us-letter"], { default: "us-letter" }),
  /** A PNG or SVG file that stands at the head of documents. */
  LETTERHEAD_LOGO: Type.Optional(Type.String()),
  /** ISO 4217: what new accounts are kept in. */
  CURRENCY: Type.String({ default: "USD", pattern: "^[A-Z]{3}$" }),
});
export type Config = Static<typeof config>;
