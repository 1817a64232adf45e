/**
 * Tokens for tests of one service alone: a key pair of their own, verified by the same verifier as
 * in production.
 */
import { randomUUID } from "node:crypto";
import type { FacilityScope } from "@pms/contracts/auth/users";
import { generateKeyPair, SignJWT } from "jose";
import { createRevocations } from "../trust/revocations.ts";
import { createVerifier, type Verifier } from "../trust/verifier.ts";

export type TestCaller = {
  id?: string;
  sessionId?: string;
  roles?: readonly string[];
  facilities?: FacilityScope;
  defaultFacilityId?: string;
  patientId?: string;
};
export type TestTrust = {
  verifier: Verifier;
  /** An access token as auth would issue it. */
  token(caller: TestCaller): Promise<string>;
  /** The headers of a request by this caller. */
  as(caller: TestCaller): Promise<{ authorization: string }>;
};

export async function createTestTrust(): Promise<TestTrust> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  // Nobody is silent here, however long the machine takes: what silence does is tested with auth.
  const revocations = { ...createRevocations(), silenceMs: () => 0 };
  const verifier = createVerifier({ keys: async () => publicKey, issuer: "pms-auth", audience: "pms", revocations });
  async function token(caller: TestCaller): Promise<string> {
    const claims = {
      sid: caller.sessionId ?? randomUUID(),
      roles: caller.roles ?? ["front-desk"],
      fac: caller.facilities ?? "all",
      ...(caller.defaultFacilityId && { dfac: caller.defaultFacilityId }),
      ...(caller.patientId && { pat: caller.patientId }),
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: "test" })
      .setIssuer("pms-auth")
      .setAudience("pms")
      .setSubject(caller.id ?? randomUUID())
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
  }
  return { verifier, token, as: async (caller) => ({ authorization: `Bearer ${await token(caller)}` }) };
}
