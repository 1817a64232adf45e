/** Tokens of 256 random bits, kept by their hash. The prefix keeps the kinds apart (TOK-7). */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from "node:crypto";

const prefixes = { refresh: "pmsr_", invitation: "pmsi_" } as const;
export type OpaqueTokenKind = keyof typeof prefixes;

export function makeToken(kind: OpaqueTokenKind): string {
  return prefixes[kind] + randomBytes(32).toString("base64url");
}

/** The hash to look the token up by; undefined when it is not of that kind. */
export function tokenHash(kind: OpaqueTokenKind, token: string): Buffer | undefined {
  return token.startsWith(prefixes[kind]) ? hash("sha256", token, "buffer") : undefined;
}

/** Encrypts a token so that only the holder of `under` can read it. */
export function sealUnder(under: string, token: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyFrom(under), nonce);
  return Buffer.concat([nonce, cipher.update(token, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

export function openSealed(under: string, sealed: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", keyFrom(under), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString("utf8");
}

const keyFrom = (token: string): Buffer => Buffer.from(hkdfSync("sha256", token, "", "successor", 32));
