/** The whole system with certificates between its services (RPC_TLS_…). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HealthDefinition } from "@pms/contracts/gen/grpc/health/v1/health";
import { openRpcClient } from "@pms/kit/clients/rpc";
import { asAdmin, samplePatient } from "./caller.ts";
import { startSystem, type TestSystem } from "./start-system.ts";

const certificates = join(import.meta.dirname, "../../packages/kit/test/rpc-tls");
let system: TestSystem;
before(async () => {
  system = await startSystem({
    environment: {
      RPC_TLS_CA: join(certificates, "ours.pem"),
      RPC_TLS_CERT: join(certificates, "service.pem"),
      RPC_TLS_KEY: join(certificates, "service-key.pem"),
    },
  });
});
after(() => system.dispose());

test("a registration opens its account over mutual TLS, and log-outs are heard of everywhere", async () => {
  const admin = await asAdmin(system);
  const created = await admin.post("/api/patients", samplePatient);
  assert.equal(created.status, 201, created.text);
  assert.equal(created.body.billing.status, "active");
  assert.equal((await admin.post("/api/auth/logout")).status, 204);
  assert.equal((await admin.get(`/api/patients/${created.body.id}`)).status, 401);
});

test("who has no certificate reaches no service's gRPC", async () => {
  for (const service of ["auth", "billing"] as const) {
    const { client, close } = openRpcClient(HealthDefinition, { address: `127.0.0.1:${system.ports[service].rpc}` });
    await assert.rejects(client.check({ service: "" }), /UNAVAILABLE/);
    close();
  }
});
