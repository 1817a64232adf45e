import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { exportSpans, type SpanExport } from "../src/observe/export-spans.ts";
import { createLogger } from "../src/observe/log.ts";
import { recordEventSpans, recordHttpSpan, recordRpcSpan } from "../src/observe/spans.ts";
import { sendSpansTo } from "../src/observe/trace.ts";
import { until } from "../src/testing/until.ts";

/** A collector; `answers` says whether it answers, or takes what comes and is silent. */
async function startCollector(t: TestContext, answers: boolean) {
  const spans: OtlpSpan[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] };
    spans.push(...(body.resourceSpans[0]?.scopeSpans[0]?.spans ?? []));
    if (answers) response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close().closeAllConnections());
  return { spans, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
type OtlpSpan = { traceId: string; spanId: string; parentSpanId?: string; kind: number; attributes: { key: string }[] };

const [traceId, parentId] = ["1".repeat(32), "2".repeat(16)];
const given = `00-${traceId}-${parentId}-01`;
const request = {
  traceparent: `00-${traceId}-${"3".repeat(16)}-01`,
  method: "GET",
  route: "/",
  status: 200,
  durationMs: 1,
};

function tracing(t: TestContext, endpoint: string): SpanExport {
  const exporting = exportSpans({ endpoint, service: "test", logger: createLogger("test", "silent") });
  sendSpansTo(exporting.record);
  t.after(() => sendSpansTo(undefined));
  return exporting;
}

test("what is left is sent in the end, with its own ids below those of the caller", async (t) => {
  const { spans, endpoint } = await startCollector(t, true);
  const exporting = tracing(t, endpoint);
  recordHttpSpan(given, request);
  recordHttpSpan(undefined, { ...request, traceparent: `00-${"4".repeat(32)}-${"5".repeat(16)}-01` });
  recordEventSpans([{ topic: "some.events", type: "SomethingHappened", traceparent: given }], {
    group: "readers",
    failed: false,
    durationMs: 1,
  });
  await exporting.stop();
  assert.deepEqual(
    spans.map((span) => [span.traceId, span.parentSpanId, span.kind]),
    [
      [traceId, parentId, 2],
      ["4".repeat(32), undefined, 2],
      [traceId, parentId, 5],
    ],
  );
  assert.deepEqual([spans[0]?.spanId, spans[1]?.spanId], ["3".repeat(16), "5".repeat(16)]);
});

test("attributes have the names of the semantic conventions", async (t) => {
  const { spans, endpoint } = await startCollector(t, true);
  const exporting = tracing(t, endpoint);
  recordHttpSpan(given, request);
  recordRpcSpan(given, { traceparent: request.traceparent, path: "/a.B/C", failed: true, durationMs: 1 });
  recordEventSpans([{ topic: "some.events", type: "SomethingHappened", traceparent: given }], {
    group: "readers",
    failed: false,
    durationMs: 1,
  });
  await exporting.stop();
  const known = new Set<unknown>(Object.values(conventions));
  const names = spans.flatMap(({ attributes }) => attributes.map(({ key }) => key));
  assert.equal(names.length, 9);
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
  );
});

test("a collector that never answers holds up the end for two seconds at most", async (t) => {
  const { spans, endpoint } = await startCollector(t, false);
  const exporting = tracing(t, endpoint);
  recordHttpSpan(given, request);
  await until("the first delivery", () => spans.length === 1);
  recordHttpSpan(given, request);
  const startedAtMs = performance.now();
  await exporting.stop();
  assert.ok(performance.now() - startedAtMs < 4_000);
});
