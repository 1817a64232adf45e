import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { HealthCheckResponse_ServingStatus, HealthDefinition } from "@pms/contracts/gen/grpc/health/v1/health";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { generateKeyPair, SignJWT } from "jose";
import { ClientError, Status } from "nice-grpc";
import type { AuditContext } from "../src/audit/audit.ts";
import { callAs, openRpcClient } from "../src/clients/rpc.ts";
import { createLogger } from "../src/observe/log.ts";
import { notFound } from "../src/problem/problem.ts";
import { type RpcAccess, type RpcService, startRpcServer } from "../src/rpc/server.ts";
import { createRevocations } from "../src/trust/revocations.ts";
import { createVerifier } from "../src/trust/verifier.ts";

const { publicKey, privateKey } = await generateKeyPair("ES256");
let nowMs = Date.now();
const revocations = createRevocations(() => nowMs);
const verifier = createVerifier({ keys: async () => publicKey, issuer: "i", audience: "a", revocations });
const logger = createLogger("test", "silent");

type Answer = () => Promise<{ facilities: [] }>;
const empty: Answer = async () => ({ facilities: [] });
let answer = empty;
const refused: string[] = [];
beforeEach(() => {
  answer = empty;
});

/** Any service will do; facilities may be listed by whoever reads patients. */
function service(access: Record<string, RpcAccess>): RpcService<typeof TrustServiceDefinition> {
  return {
    definition: TrustServiceDefinition,
    access,
    implementation: {
      async *watchRevocations() {},
      acknowledgeRevocations: async () => ({}),
      listStaffNames: async () => ({ staff: [] }),
      listPatientUsers: async () => ({ users: [] }),
      issueServiceToken: async () => ({}),
      listFacilities: () => answer(),
    },
  };
}
const access: Record<string, RpcAccess> = {
  watchRevocations: "public",
  acknowledgeRevocations: "public",
  listStaffNames: "public",
  listPatientUsers: "public",
  issueServiceToken: "public",
  listFacilities: "patient:read",
};
const onRefused = ({ actor }: AuditContext, rpc: string) => void refused.push(`${actor.id} ${rpc}`);
const listen = { host: "127.0.0.1", port: 0, verifier, logger, ready: () => true, onRefused };
const server = await startRpcServer({ ...listen, service: service(access) });
after(() => server.kill());
const { client, close } = openRpcClient(TrustServiceDefinition, { address: `127.0.0.1:${server.port}` });
after(close);

async function token(roles: string[]): Promise<string> {
  const claims = new SignJWT({ sid: "s", roles, fac: "all" }).setProtectedHeader({ alg: "ES256", typ: "at+jwt" });
  return claims
    .setIssuer("i")
    .setAudience("a")
    .setSubject("u")
    .setJti("j")
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(privateKey);
}
async function codeOf(call: Promise<unknown>): Promise<Status> {
  try {
    await call;
    return Status.OK;
  } catch (error) {
    if (error instanceof ClientError) return error.code;
    throw error;
  }
}

test("a message larger than the largest call is refused before anything is made of it (REL-8)", async () => {
  assert.equal(await codeOf(client.issueServiceToken({ secret: "s".repeat(200_000) })), Status.OK);
  assert.equal(await codeOf(client.issueServiceToken({ secret: "s".repeat(300_000) })), Status.RESOURCE_EXHAUSTED);
});

test("an rpc that declares no permission stops the boot (AZ-1)", async () => {
  const { listFacilities: _forgotten, ...rest } = access;
  await assert.rejects(startRpcServer({ ...listen, service: service(rest) }), /ListFacilities declares no permission/);
});

test("no token is UNAUTHENTICATED, the wrong role PERMISSION_DENIED, the right one served (AZ-1)", async () => {
  revocations.heard();
  assert.equal(await codeOf(client.listFacilities({})), Status.UNAUTHENTICATED);
  assert.equal(
    await codeOf(client.listFacilities({}, callAs(await token(["analyst"]), 2_000))),
    Status.PERMISSION_DENIED,
  );
  assert.equal(await codeOf(client.listFacilities({}, callAs(await token(["clinician"]), 2_000))), Status.OK);
});

test("when revocations are unknown for more than 3 s, a protected rpc is UNAVAILABLE (TOK-3)", async () => {
  revocations.heard();
  const mine = await token(["clinician"]);
  nowMs += 3_100;
  assert.equal(await codeOf(client.listFacilities({}, callAs(mine, 2_000))), Status.UNAVAILABLE);
  revocations.heard();
  assert.equal(await codeOf(client.listFacilities({}, callAs(mine, 2_000))), Status.OK);
});

test("a database that is down or waited in vain is UNAVAILABLE, and anything else INTERNAL (REL-8)", async () => {
  revocations.heard();
  const mine = await token(["clinician"]);
  for (const [code, status] of [
    ["ECONNREFUSED", Status.UNAVAILABLE],
    ["57014", Status.UNAVAILABLE],
    ["40P01", Status.UNAVAILABLE],
    ["23505", Status.INTERNAL],
  ] as const) {
    answer = () => Promise.reject(Object.assign(new Error("from the database"), { code }));
    assert.equal(await codeOf(client.listFacilities({}, callAs(mine, 2_000))), status, code);
  }
});

test("who may not, and who asks for what is out of reach, is told of to the audit (AUD-1)", async () => {
  revocations.heard();
  answer = () => Promise.reject(notFound());
  refused.length = 0;
  const analyst = await token(["analyst"]);
  const clinician = await token(["clinician"]);
  assert.equal(await codeOf(client.listFacilities({}, callAs(analyst, 2_000))), Status.PERMISSION_DENIED);
  assert.equal(await codeOf(client.listFacilities({}, callAs(clinician, 2_000))), Status.NOT_FOUND);
  const rpc = "/pms.auth.v1.TrustService/ListFacilities";
  assert.deepEqual(refused, [`u ${rpc}`, `u ${rpc}`]);
});

test("the standard health service answers", async () => {
  const health = openRpcClient(HealthDefinition, { address: `127.0.0.1:${server.port}` });
  const { status } = await health.client.check({ service: "" });
  health.close();
  assert.equal(status, HealthCheckResponse_ServingStatus.SERVING);
});
