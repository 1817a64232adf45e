/** Who is it, and may they come in (TOK-2): the coarse half, before anything is forwarded. */

import { ProblemError } from "@pms/kit/problem/problem";
import { type Actor, requirePermission } from "@pms/kit/trust/access";
import { parseBearer, revocationSilenceMaxMs } from "@pms/kit/trust/authenticate";
import type { Verifier } from "@pms/kit/trust/verifier";
import type { Route } from "../route-table/route.ts";

/**
 * Throws 401, or 503 when log-outs cannot be known (TOK-3). Synchronous for a token seen before.
 * @param countStranger called for everyone else, before their token is verified; may throw 429
 */
export function identify(
  verifier: Verifier,
  route: Route,
  authorization: string | undefined,
  countStranger: () => void,
): Actor | Promise<Actor> {
  if (route.patientData && verifier.revocations.silenceMs() > revocationSilenceMaxMs)
    throw new ProblemError("unavailable", "Log-outs cannot be checked just now.", { headers: { "retry-after": "1" } });
  try {
    return verifier.verify(parseBearer(authorization), countStranger);
  } catch (error) {
    if (error instanceof ProblemError && error.kind === "unauthenticated") countStranger();
    throw error;
  }
}

/** Throws 403. */
export function admit(actor: Actor, route: Route): void {
  if (route.anyOf) requirePermission(actor, route.anyOf);
}
