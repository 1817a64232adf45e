import { hash, randomUUID, timingSafeEqual } from "node:crypto";
import { roleOfService } from "@pms/contracts/auth/permissions";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { signAccessToken } from "./access-token.ts";

/**
 * An access token for a service that shows its secret. 401 for a wrong secret and for an unknown
 * service alike.
 */
export async function issueServiceToken(
  deps: Pick<Deps, "tokens" | "serviceSecrets" | "logger">,
  { service, secret }: Credential,
): Promise<string> {
  requireServiceSecret(deps, { service, secret });
  const { tokens } = deps;
  const roles = [roleOfService(service)];
  return signAccessToken(tokens, { id: `service:${service}`, sessionId: randomUUID(), roles, facilities: "all" });
}

type Credential = { service: string; secret: string };

/** 401 for a wrong secret and for an unknown service alike. */
export function requireServiceSecret(
  { serviceSecrets, logger }: Pick<Deps, "serviceSecrets" | "logger">,
  { service, secret }: Credential,
): void {
  if (isRightSecret(serviceSecrets.get(service), secret)) return;
  logger.warn({ reason: "wrong secret" }, "a token for a service was refused");
  throw new ProblemError("unauthenticated");
}

/** Takes as long for a wrong secret as for an unknown service. */
function isRightSecret(right: string | undefined, given: string): boolean {
  const same = timingSafeEqual(hash("sha256", right ?? "", "buffer"), hash("sha256", given, "buffer"));
  return same && right !== undefined;
}
