import { documentBytesMax } from "@pms/contracts/attachments/documents";
import { phoneCountries } from "@pms/contracts/text/phone-numbers";
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
  /** Billing's gRPC. */
  BILLING_RPC: HostPort,
  /**
   * Where phone numbers without a country code are dialled, ISO 3166-1: `DE` for a clinic in
   * Germany.
   */
  PHONE_COUNTRY: Type.Enum(phoneCountries, { default: "US" }),
  /**
   * JSON: which systems of identifiers are evidence, and the form and check digit of those that are
   * unique, as record/identifier-types.ts reads it.
   */
  IDENTIFIER_TYPES: Type.Optional(Type.String()),
  /**
   * Fields of a record whose change is asked a reason for, with commas between them, or `none`.
   */
  REASON_FIELDS: Type.String({ default: "firstName,middleName,lastName,dateOfBirth,sex,identifiers" }),
  /** What a document may have; the gateway takes 10 MiB of any. */
  DOCUMENT_MAX_KIB: Type.Integer({ minimum: 1, maximum: documentBytesMax / 1_024, default: 5_120 }),
  /** What all documents of a record may come to. */
  DOCUMENTS_MAX_COUNT: Type.Integer({ minimum: 1, maximum: 10_000, default: 100 }),
  DOCUMENTS_MAX_MIB: Type.Integer({ minimum: 1, maximum: 10_240, default: 50 }),
  /** Shared with auth: what this service gets its own tokens for. */
  SERVICE_SECRET: Type.String({ minLength: 16 }),
});
export type Config = Static<typeof config>;
