import { randomUUID } from "node:crypto";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { accessTokenLifeSecondsMax } from "@pms/kit/trust/verifier";
import { SignJWT } from "jose";
import type { KeyRing } from "./key-ring.ts";

export const accessTokenLifeSeconds = accessTokenLifeSecondsMax;

export type TokenIssuer = { keyRing: KeyRing; issuer: string; audience: string };

export type TokenSubject = {
  id: string;
  sessionId: string;
  roles: readonly string[];
  facilities: FacilityScope;
  defaultFacilityId?: string | undefined;
  patientId?: string | null | undefined;
};

/** An access token (RFC 9068) that lives five minutes. */
export function signAccessToken({ keyRing, issuer, audience }: TokenIssuer, subject: TokenSubject): Promise<string> {
  const { kid, key } = keyRing.signer();
  return new SignJWT({
    sid: subject.sessionId,
    roles: [...subject.roles],
    fac: subject.facilities,
    ...(subject.defaultFacilityId && { dfac: subject.defaultFacilityId }),
    ...(subject.patientId && { pat: subject.patientId }),
  })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject.id)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${accessTokenLifeSeconds}s`)
    .sign(key);
}
