/**
 * Verifies access tokens (TOK-1, TOK-2). The gateway and every service do; nobody trusts another's
 * word for it.
 */
import { hash } from "node:crypto";
import { permissionsOf, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { ProblemError } from "../problem/problem.ts";
import type { Actor } from "./access.ts";
import type { Revocations } from "./revocations.ts";

export const accessTokenLifeSecondsMax = 300;
const skewSeconds = 10;
const cacheEntriesMax = 20_000;

export type Verifier = {
  /**
   * Throws `unauthenticated`. Answers synchronously for a token seen before.
   * @param onUnknown called before the cost of verifying any other, which it may refuse by
   * throwing.
   */
  verify(token: string, onUnknown?: () => void): Actor | Promise<Actor>;
  revocations: Revocations;
};

export type VerifierOptions = {
  keys: JWTVerifyGetKey;
  /**
   * Whether tokens of the key are still taken: a withdrawn one's are refused although they were
   * verified before.
   */
  isTrusted?: (kid: string | undefined) => boolean;
  issuer: string;
  audience: string;
  revocations: Revocations;
};

/**
 * Keys from auth's JWKS: an unknown `kid` costs at most one fetch in 30 s; `jku`, `jwk`, `x5u` of a
 * token are ignored.
 */
export function remoteKeys(authUrl: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL("/.well-known/jwks.json", authUrl), {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 2_000,
  });
}

type Verified = { actor: Actor; kid: string | undefined };

export function createVerifier(options: VerifierOptions): Verifier {
  const verified = new Map<string, Verified>();

  function current({ actor, kid }: Verified): Actor {
    if (options.revocations.isRevoked(actor.sessionId) || options.isTrusted?.(kid) === false) throw refused();
    return actor;
  }

  async function verifyAnew(token: string, key: string): Promise<Actor> {
    const checked = await checkToken(token, options);
    if (verified.size >= cacheEntriesMax)
      for (const oldest of [...verified.keys()].slice(0, cacheEntriesMax / 10)) verified.delete(oldest);
    verified.set(key, checked);
    return current(checked);
  }

  return {
    revocations: options.revocations,
    verify(token, onUnknown) {
      const key = hash("sha256", token, "base64");
      const known = verified.get(key);
      if (!known) {
        onUnknown?.();
        return verifyAnew(token, key);
      }
      // As long as it would be taken if it came for the first time.
      if ((known.actor.expiresAt + skewSeconds) * 1000 > Date.now()) return current(known);
      verified.delete(key);
      throw refused();
    },
  };
}

async function checkToken(token: string, options: VerifierOptions): Promise<Verified> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, options.keys, {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer: options.issuer,
      audience: options.audience,
      requiredClaims: ["sub", "sid", "jti", "iat", "exp"],
      clockTolerance: skewSeconds,
      // Counts from `iat`, and so refuses one that lies ahead.
      maxTokenAge: accessTokenLifeSecondsMax,
    });
    return { actor: actorFrom(payload, token), kid: protectedHeader.kid };
  } catch (error) {
    if (isKeySourceDown(error))
      throw new ProblemError("unavailable", "Tokens cannot be checked just now.", {
        headers: { "retry-after": "1" },
        cause: error,
      });
    throw refused(error);
  }
}

function actorFrom(payload: JWTPayload, token: string): Actor {
  const { sub, sid, iat, exp, roles, fac, dfac, pat } = payload;
  if (typeof sub !== "string" || typeof sid !== "string" || iat === undefined || exp === undefined) throw refused();
  if (exp - iat > accessTokenLifeSecondsMax) throw refused();
  const roleNames = strings(roles);
  return {
    id: sub,
    sessionId: sid,
    roles: roleNames,
    permissions: permissionsOf(roleNames),
    facilities: fac === "all" ? "all" : strings(fac),
    defaultFacilityId: typeof dfac === "string" ? dfac : undefined,
    patientId: typeof pat === "string" ? pat : undefined,
    ownRecordOnly: seesOwnRecordOnly(roleNames),
    token,
    expiresAt: exp,
  };
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

function refused(cause?: unknown): ProblemError {
  return new ProblemError("unauthenticated", "The access token is missing, expired or not valid.", {
    headers: { "www-authenticate": "Bearer" },
    cause,
  });
}

/** The key set could not be had at all; everything else about a token is the token's fault. */
function isKeySourceDown(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    error instanceof TypeError || code === "ERR_JWKS_TIMEOUT" || code === "ERR_JOSE_GENERIC" || code === "ECONNREFUSED"
  );
}
