/**
 * The spans of what a service does, with the attributes that OpenTelemetry's semantic conventions
 * name: route patterns, method names and topics, never paths, keys or ids (PRV-1).
 */
import { continueTrace, isTracing, recordSpan } from "./trace.ts";

/**
 * @param given the traceparent that came with the request; `traceparent` is the one that was sent
 * on
 */
export function recordHttpSpan(
  given: string | undefined,
  served: { traceparent: string; method: string; route: string; status: number; durationMs: number },
): void {
  const { traceparent, method, route, status, durationMs } = served;
  recordSpan(given, {
    traceparent,
    name: `${method} ${route}`,
    kind: "server",
    durationMs,
    failed: status >= 500,
    attributes: { "http.request.method": method, "http.route": route, "http.response.status_code": status },
  });
}

/** @param path `/package.Service/Method` */
export function recordRpcSpan(
  given: string | undefined,
  served: { traceparent: string; path: string; failed: boolean; durationMs: number },
): void {
  const { traceparent, path, failed, durationMs } = served;
  const method = path.replace(/^\//, "");
  const attributes = { "rpc.system.name": "grpc", "rpc.method": method };
  recordSpan(given, { traceparent, name: method, kind: "server", durationMs, failed, attributes });
}

/**
 * One of each event, in the trace of what caused it; a batch is handled as one, so its duration is
 * that of each.
 */
export function recordEventSpans(
  events: readonly { topic: string; type: string; traceparent?: string }[],
  handled: { group: string; failed: boolean; durationMs: number },
): void {
  if (!isTracing()) return;
  const { group, failed, durationMs } = handled;
  for (const { topic, type, traceparent: given } of events) {
    if (given === undefined) continue;
    recordSpan(given, {
      traceparent: continueTrace(given),
      name: `process ${topic}`,
      kind: "consumer",
      durationMs,
      failed,
      attributes: {
        "messaging.operation.type": "process",
        "messaging.operation.name": type,
        "messaging.destination.name": topic,
        "messaging.consumer.group.name": group,
      },
    });
  }
}
