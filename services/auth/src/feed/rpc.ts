/** What verifiers and services ask of auth: the revocation feed, tokens for services, the list of facilities. */
import { hash, randomUUID, timingSafeEqual } from "node:crypto";
import { TrustServiceDefinition, type TrustServiceImplementation } from "@pms/contracts/gen/pms/auth/v1/trust";
import { roleOfService } from "@pms/contracts/permissions";
import { ProblemError } from "@pms/kit/http/problem";
import type { RpcContext, RpcService } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { listFacilities } from "../facilities/store/facilities.ts";
import { accessTokenLifeSeconds, signAccessToken } from "../tokens/access-token.ts";

export type TrustParts = Pick<Deps, "db" | "feed" | "tokens" | "serviceSecrets" | "logger">;

/** Public at the level of tokens, since it is what makes them checkable: the network, or mTLS, says who may connect. */
export function trustService(parts: TrustParts): RpcService<typeof TrustServiceDefinition> {
  return {
    definition: TrustServiceDefinition,
    implementation: implementationOf(parts),
    access: {
      watchRevocations: "public",
      acknowledgeRevocations: "public",
      issueServiceToken: "public",
      listFacilities: "public",
    },
  };
}

function implementationOf(parts: TrustParts): TrustServiceImplementation<RpcContext> {
  const { db, feed, tokens, serviceSecrets, logger } = parts;
  return {
    async *watchRevocations({ verifier, instance }, context) {
      const acknowledging = instance === "" ? undefined : { verifier, instance };
      for await (const { sessions, keys, ...told } of feed.follow(context.signal, acknowledging))
        yield {
          ...told,
          revocations: sessions,
          sentAt: BigInt(Date.now()),
          ...(keys && { keys: { jwks: [...keys] } }),
        };
    },
    async acknowledgeRevocations({ watchId, sequence, leaving }) {
      feed.acknowledge(watchId, sequence, leaving);
      return {};
    },
    async issueServiceToken({ service, secret }) {
      if (!isRightSecret(serviceSecrets.get(service), secret)) {
        logger.warn({ reason: "wrong secret" }, "a token for a service was refused");
        throw new ProblemError("unauthenticated");
      }
      const subject = { id: `service:${service}`, sessionId: randomUUID(), roles: [roleOfService(service)] };
      const accessToken = await signAccessToken(tokens, { ...subject, facilities: "all" });
      return { accessToken, expiresInSeconds: accessTokenLifeSeconds };
    },
    async listFacilities() {
      return { facilities: (await listFacilities(db)).map(({ id, name, active }) => ({ id, name, active })) };
    },
  };
}

/** Takes as long for a wrong secret as for an unknown service. */
function isRightSecret(right: string | undefined, given: string): boolean {
  const same = timingSafeEqual(hash("sha256", right ?? "", "buffer"), hash("sha256", given, "buffer"));
  return same && right !== undefined;
}
