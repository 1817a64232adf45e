import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { test } from "node:test";
import { exportSpans } from "../src/export-spans.ts";
import { createLogger } from "../src/log.ts";
import { until } from "./event-log/harness.ts";

test("a collector that never answers has one delivery at a time, and holds up the end for two seconds at most", async (t) => {
  const sizes: number[] = [];
  const server = createServer(async (request) => {
    const body = (await json(request)) as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] };
    sizes.push(body.resourceSpans[0]?.scopeSpans[0]?.spans.length ?? 0);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close().closeAllConnections());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logger = createLogger("test", "silent");
  const spans = exportSpans({ endpoint, service: "test", logger });
  const traceparent = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
  const span = { traceparent, parent: undefined, name: "GET /", startedAtMs: Date.now(), durationMs: 1 };
  const record = () => spans.record({ ...span, failed: false, attributes: {} });
  record();
  await until("the first delivery", () => sizes.length === 1);
  record();
  record();
  const startedAtMs = performance.now();
  await spans.stop();
  assert.ok(performance.now() - startedAtMs < 4_000);
  assert.deepEqual(sizes, [1, 2], "what is left is sent in the end");
});
