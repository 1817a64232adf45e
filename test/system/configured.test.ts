/**
 * A system as an operator may set it up: spans go to a collector, certificates stand between its
 * services.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { HealthDefinition } from "@pms/contracts/gen/grpc/health/v1/health";
import { openRpcClient } from "@pms/kit/clients/rpc";
import { until } from "@pms/kit/testing/until";
import { asAdmin, samplePatient } from "./caller.ts";
import { startSystem, type TestSystem } from "./start-system.ts";

type OtlpSpan = { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number };
const certificates = join(import.meta.dirname, "../../packages/kit/test/rpc-tls");

/** Of OTLP: the span of who took a message. */
const consumerKind = 5;
type Otlp = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeSpans: { spans: OtlpSpan[] }[];
  }[];
};

/** A collector that takes OTLP over HTTP in JSON. */
async function startCollector() {
  const received: Otlp[] = [];
  const server = createServer(async (request, response) => {
    assert.equal(request.url, "/v1/traces");
    received.push((await json(request)) as Otlp);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const spans = () =>
    received
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ resource, scopeSpans }) => {
        const service = resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue;
        return scopeSpans.flatMap((scope) => scope.spans).map((span) => ({ ...span, service }));
      });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    spans,
    close: () => server.close(),
  };
}

let system: TestSystem;
let collector: Awaited<ReturnType<typeof startCollector>>;
before(async () => {
  collector = await startCollector();
  // As an operator sets it: in the environment of `npm start`, which hands it on to the services.
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.endpoint;
  system = await startSystem({
    environment: {
      RPC_TLS_CA: join(certificates, "ours.pem"),
      RPC_TLS_CERT: join(certificates, "service.pem"),
      RPC_TLS_KEY: join(certificates, "service-key.pem"),
    },
  });
});
after(async () => {
  await system.dispose();
  collector.close();
});

test("a registration is one trace from the door to the ledger and to the figures, and names nobody (PRV-1)", async () => {
  const admin = await asAdmin(system);
  const [traceId, clientSpan] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  const body = { ...samplePatient, lastName: "Markerson" };
  const created = await admin.post("/api/patients", body, { traceparent: `00-${traceId}-${clientSpan}-01` });
  assert.equal(created.status, 201, created.text);
  const [gateway, patient, billing] = await until("the spans of three services", async () => {
    // What they later take from the log is theirs too.
    const own = collector.spans().filter((span) => span.traceId === traceId && span.kind !== consumerKind);
    const found = ["gateway", "patient", "billing"].map((name) => own.find(({ service }) => service === name));
    return found.every((span) => span !== undefined) && found;
  });
  assert.deepEqual([gateway?.name, patient?.name], ["POST patient-writes", "POST /api/patients"]);
  assert.match(billing?.name ?? "", /^pms\.billing\.v1\.BillingService\//);
  assert.deepEqual(
    [gateway?.parentSpanId, patient?.parentSpanId, billing?.parentSpanId],
    [clientSpan, gateway?.spanId, patient?.spanId],
  );
  const projections = await until("the spans of who took the events", async () => {
    const own = collector.spans().filter((span) => span.traceId === traceId && span.kind === consumerKind);
    const found = ["process patient.events", "process billing.events"].map((name) =>
      own.find((span) => span.name === name && span.service === "analytics"),
    );
    return found.every((span) => span !== undefined) && found;
  });
  assert.deepEqual(
    projections.map((span) => span?.parentSpanId),
    [patient?.spanId, billing?.spanId],
  );
  const all = JSON.stringify(collector.received);
  for (const marker of ["Markerson", samplePatient.firstName, samplePatient.phoneNumber, created.body.id])
    assert.ok(!all.includes(marker), marker);
});

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
