/**
 * What verifiers and services ask of auth: the revocation feed, tokens for services, the list of
 * facilities.
 */
import { TrustServiceDefinition, type TrustServiceImplementation } from "@pms/contracts/gen/pms/auth/v1/trust";
import type { RpcContext, RpcService } from "@pms/kit/rpc/server";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import { listFacilities } from "../facilities/store/facilities.ts";
import { accessTokenLifeSeconds } from "../tokens/access-token.ts";
import { issueServiceToken, requireServiceSecret } from "../tokens/issue-service-token.ts";
import { listStaffByIds, listUsersOfPatients } from "../users/store/users.ts";

export type TrustDeps = Pick<Deps, "db" | "feed" | "tokens" | "serviceSecrets" | "logger">;

/**
 * Public at the level of tokens, since it is what makes them checkable: the network, or mTLS, says
 * who may connect.
 */
export function trustService(deps: TrustDeps): RpcService<typeof TrustServiceDefinition> {
  return {
    definition: TrustServiceDefinition,
    implementation: implementationOf(deps),
    access: {
      watchRevocations: "public",
      acknowledgeRevocations: "public",
      issueServiceToken: "public",
      listFacilities: "public",
      listPatientUsers: "public",
      listStaffNames: "public",
    },
  };
}

function implementationOf(deps: TrustDeps): TrustServiceImplementation<RpcContext> {
  const { db, feed } = deps;
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
      const accessToken = await issueServiceToken(deps, { service, secret });
      return { accessToken, expiresInSeconds: accessTokenLifeSeconds };
    },
    async listPatientUsers({ service, secret, patientIds }) {
      requireServiceSecret(deps, { service, secret });
      const ids = patientIds.filter((id) => isUuid(id)).slice(0, 1_000);
      const users = await listUsersOfPatients(db, ids);
      return { users: users.map(({ id, patient_id }) => ({ userId: id, patientId: patient_id ?? "" })) };
    },
    async listStaffNames({ service, secret, userIds }) {
      requireServiceSecret(deps, { service, secret });
      const ids = userIds.filter((id) => isUuid(id)).slice(0, 1_000);
      const staff = await listStaffByIds(db, ids);
      return { staff: staff.map((row) => ({ userId: row.id, firstName: row.first_name, lastName: row.last_name })) };
    },
    async listFacilities() {
      const facilities = await listFacilities(db);
      return {
        facilities: facilities.map(({ id, name, active, ...row }) => ({
          id,
          name,
          active,
          timeZone: row.time_zone,
          addressLines: row.address_lines,
          phoneNumber: row.phone_number ?? "",
        })),
      };
    },
  };
}
