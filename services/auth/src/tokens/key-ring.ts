/**
 * The signing keys in memory, as the database has them: one signs, all that may still be met are
 * published.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { ProblemError } from "@pms/kit/problem/problem";
import {
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from "jose";
import type { Db } from "../store/tables.ts";
import { listSigningKeys, type SigningKeyRow } from "./store/signing-keys.ts";

type PrivateKey = Awaited<ReturnType<typeof importJWK>>;

export type KeyRing = {
  /** The key to sign with now. Throws `unavailable` when there is none. */
  signer(): { kid: string; key: PrivateKey };
  hasSigner(): boolean;
  jwks(): JSONWebKeySet;
  /** For our own verifier. */
  findKey: JWTVerifyGetKey;
  /** False once the key is withdrawn or gone. */
  isTrusted(kid: string | undefined): boolean;
  /** Takes over what other instances, or a rotation, have changed. */
  reload(): Promise<void>;
};

type HeldKey = { kid: string; useFrom: number; jwk: JWK; publicKey: PrivateKey; privateKey: PrivateKey };

/**
 * Of keys in their order the last whose time has come, else the first: there is a signer whatever
 * the clock does, and one that everybody knows already, since a successor is always published.
 */
export function signerOf<Key extends { useFrom: number }>(keys: readonly Key[], now: number): Key | undefined {
  return keys.findLast(({ useFrom }) => useFrom <= now) ?? keys[0];
}

/** @param now milliseconds; replaceable so that tests need not wait. */
export async function openKeyRing(db: Db, secret: string, now: () => number = Date.now): Promise<KeyRing> {
  let held: HeldKey[] = [];
  const reload = async () => {
    const rows = (await listSigningKeys(db)).filter((row) => row.withdrawn_at === null);
    const known = (row: SigningKeyRow) => held.find(({ kid }) => kid === row.kid) ?? holdKey(row, secret);
    held = await Promise.all(rows.map(async (row) => ({ ...(await known(row)), useFrom: row.use_from.getTime() })));
  };
  await reload();
  return {
    signer() {
      const current = signerOf(held, now());
      if (!current) throw new ProblemError("unavailable", "There is no key to sign tokens with.");
      return { kid: current.kid, key: current.privateKey };
    },
    hasSigner: () => signerOf(held, now()) !== undefined,
    jwks: () => ({ keys: held.map(({ jwk }) => jwk) }),
    async findKey(header) {
      const key = held.find(({ kid }) => kid === header.kid);
      if (!key) throw new errors.JWKSNoMatchingKey();
      return key.publicKey;
    },
    isTrusted: (kid) => held.some((key) => key.kid === kid),
    reload,
  };
}

async function holdKey(row: SigningKeyRow, secret: string): Promise<HeldKey> {
  const { kid, public_jwk: jwk, use_from } = row;
  const privateJwk: JWK = JSON.parse(unseal(row.sealed_private, secret, kid));
  return {
    kid,
    useFrom: use_from.getTime(),
    jwk,
    publicKey: await importJWK(jwk, "ES256"),
    privateKey: await importJWK(privateJwk, "ES256"),
  };
}

/** A new pair, ready to be stored. */
export async function makeSigningKey(secret: string) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = randomBytes(12).toString("base64url");
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" };
  return {
    kid,
    public_jwk: JSON.stringify(publicJwk),
    sealed_private: seal(JSON.stringify(await exportJWK(privateKey)), secret, kid),
  };
}

function seal(text: string, secret: string, kid: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(secret), nonce).setAAD(Buffer.from(kid));
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

function unseal(sealed: Buffer, secret: string, kid: string): string {
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(secret), sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(kid)).setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new Error(
      "KEY_SECRET is not the one that the signing keys were stored with; if it is lost, empty the table signing_keys",
      { cause },
    );
  }
}

const sealingKey = (secret: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", "signing keys", 32));
