/** Both sides of a call show a certificate of our authority, or there is no call. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { HealthCheckResponse_ServingStatus, HealthDefinition } from "@pms/contracts/gen/grpc/health/v1/health";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { ClientError, Status } from "nice-grpc";
import { openRpcClient, type RpcTls, rpcTlsFrom } from "../src/clients/rpc.ts";
import { createLogger } from "../src/observe/log.ts";
import { startRpcServer } from "../src/rpc/server.ts";

const file = (name: string) => join(import.meta.dirname, "rpc-tls", `${name}.pem`);
const tlsOf = (authority: string, name: string): RpcTls => ({
  caFile: file(authority),
  certFile: file(name),
  keyFile: file(`${name}-key`),
});

const server = await startRpcServer({
  host: "127.0.0.1",
  port: 0,
  verifier: undefined,
  logger: createLogger("test", "silent"),
  ready: () => true,
  tls: tlsOf("ours", "service"),
  service: {
    definition: TrustServiceDefinition,
    access: {
      watchRevocations: "public",
      acknowledgeRevocations: "public",
      listStaffNames: "public",
      listPatientUsers: "public",
      issueServiceToken: "public",
      listFacilities: "public",
    },
    implementation: {
      async *watchRevocations() {},
      acknowledgeRevocations: async () => ({}),
      listStaffNames: async () => ({ staff: [] }),
      listPatientUsers: async () => ({ users: [] }),
      issueServiceToken: async () => ({}),
      listFacilities: async () => ({ facilities: [] }),
    },
  },
});
after(() => server.kill());

/** Undefined when there is no call. */
async function statusSeenBy(tls: RpcTls | undefined): Promise<HealthCheckResponse_ServingStatus | undefined> {
  const options = { address: `localhost:${server.port}`, ...(tls && { tls }) };
  const { client, close } = openRpcClient(HealthDefinition, options);
  try {
    return (await client.check({ service: "" }, { signal: AbortSignal.timeout(10_000) })).status;
  } catch (error) {
    assert.ok(error instanceof ClientError && error.code === Status.UNAVAILABLE, String(error));
    return undefined;
  } finally {
    close();
  }
}

test("a caller with a certificate of our authority is served", async () => {
  assert.equal(await statusSeenBy(tlsOf("ours", "service")), HealthCheckResponse_ServingStatus.SERVING);
});

test("a caller without a certificate, or with another authority's, reaches nothing", async () => {
  assert.equal(await statusSeenBy(undefined), undefined);
  assert.equal(await statusSeenBy(tlsOf("ours", "stranger")), undefined);
});

test("a service that shows another authority's certificate is not called", async () => {
  assert.equal(await statusSeenBy(tlsOf("others", "service")), undefined);
});

test("the three files go together", () => {
  const all = { RPC_TLS_CA: "ca", RPC_TLS_CERT: "cert", RPC_TLS_KEY: "key" };
  assert.deepEqual(rpcTlsFrom(all), { caFile: "ca", certFile: "cert", keyFile: "key" });
  assert.equal(rpcTlsFrom({}), undefined);
  for (const missing of Object.keys(all)) assert.throws(() => rpcTlsFrom({ ...all, [missing]: "" }), /go together/);
});
