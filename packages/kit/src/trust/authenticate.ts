/**
 * The hook that stands before every route: who is it, may they, and is what we know of revocations
 * fresh enough.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ProblemError } from "../problem/problem.ts";
import { type Actor, requirePermission } from "./access.ts";
import type { Verifier } from "./verifier.ts";

/** After this long without word from auth, patient data is refused (TOK-3). */
export const revocationSilenceMaxMs = 3_000;

/** The token of an `Authorization` header. Throws 401. */
export function parseBearer(header: string | undefined): string {
  if (header === undefined) throw unauthenticated("Send an access token.");
  const match = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(header);
  if (!match?.[1]) throw unauthenticated("Send `Authorization: Bearer <access token>`.");
  return match[1];
}

function unauthenticated(detail: string): ProblemError {
  return new ProblemError("unauthenticated", detail, { headers: { "www-authenticate": "Bearer" } });
}

/** The one credential of a request. Throws 401, and 400 when there are two (TOK-7). */
export function bearerToken(request: FastifyRequest): string {
  let seen = 0;
  for (let i = 0; i < request.raw.rawHeaders.length; i += 2)
    if (request.raw.rawHeaders[i]?.toLowerCase() === "authorization") seen += 1;
  if (seen > 1) throw new ProblemError("malformed", "Send one credential, not two.");
  return parseBearer(request.headers.authorization);
}

export function authenticateRoutes(app: FastifyInstance, verifier: Verifier): void {
  app.decorateRequest("actor", null);
  // With a callback: nearly every token is known, and then there is nothing to wait for.
  app.addHook("onRequest", (request, _reply, done) => {
    const { access, patientData } = request.routeOptions.config;
    if (!access || "public" in access) {
      done();
      return;
    }
    // Before the first snapshot nothing is known of any log-out, so nobody is let in anywhere.
    const silenceMs = verifier.revocations.silenceMs();
    if (silenceMs === Number.POSITIVE_INFINITY || (patientData && silenceMs > revocationSilenceMaxMs)) {
      throw new ProblemError("unavailable", "Log-outs cannot be checked just now.", {
        headers: { "retry-after": "1" },
      });
    }
    const admit = (actor: Actor): void => {
      request.actor = actor;
      requirePermission(actor, access.permission);
    };
    const known = verifier.verify(bearerToken(request));
    if (known instanceof Promise) {
      known.then(admit).then(() => done(), done);
      return;
    }
    admit(known);
    done();
  });
}
