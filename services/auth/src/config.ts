import {
  databaseConfig,
  eventsConfig,
  publicUrlConfig,
  rpcTlsConfig,
  serverConfig,
  trustConfig,
} from "@pms/kit/process/config";
import { type Static, Type } from "typebox";

export const config = Type.Object({
  ...serverConfig,
  ...databaseConfig,
  ...eventsConfig,
  ...rpcTlsConfig,
  ...publicUrlConfig,
  TOKEN_ISSUER: trustConfig.TOKEN_ISSUER,
  TOKEN_AUDIENCE: trustConfig.TOKEN_AUDIENCE,
  RPC_PORT: Type.Integer({ minimum: 0, maximum: 65535 }),
  /**
   * Encrypts signing keys at rest and signs device cookies. When it is lost, auth starts again once
   * `signing_keys` is emptied; access tokens are then refreshed under a new key.
   */
  KEY_SECRET: Type.String({ minLength: 32 }),
  /**
   * `patient=<secret>`, of more services with commas: what they show to get a token of their own.
   */
  SERVICE_SECRETS: Type.Optional(Type.String()),
  /** The first administrator, made while there is none; both or neither. */
  ADMIN_EMAIL: Type.Optional(Type.String({ pattern: "^[^@\\s]+@[^@\\s]+$" })),
  ADMIN_PASSWORD: Type.Optional(Type.String()),
  /**
   * A session ends after this long without a refresh, and at the latest so long after log-in
   * (TOK-5).
   */
  SESSION_IDLE_HOURS: Type.Number({ default: 12, exclusiveMinimum: 0 }),
  SESSION_ABSOLUTE_DAYS: Type.Number({ default: 30, exclusiveMinimum: 0 }),
  /** Sessions of one user at once; one more ends the one that was not used for longest. */
  SESSIONS_PER_USER_MAX: Type.Integer({ default: 50, minimum: 1, maximum: 10_000 }),
  /** Argon2id: memory in KiB and passes. Hashes made with others are renewed at log-in (PW-1). */
  ARGON2_MEMORY_KIB: Type.Integer({ default: 19_456, minimum: 8 }),
  ARGON2_PASSES: Type.Integer({ default: 2, minimum: 1 }),
});
export type Config = Static<typeof config>;

/**
 * `<service>=<secret>,…` → by service. Throws when a part has no name or a secret shorter than 16.
 */
export function parseServiceSecrets(text: string | undefined): Map<string, string> {
  const parts = (text ?? "").split(",").filter((part) => part.trim() !== "");
  return new Map(
    parts.map((part) => {
      const [, name, secret] = /^\s*([a-z][a-z0-9-]*)=(\S{16,})\s*$/.exec(part) ?? [];
      if (!name || !secret)
        throw new Error("SERVICE_SECRETS must be name=secret,… with secrets of 16 characters or more");
      return [name, secret];
    }),
  );
}
