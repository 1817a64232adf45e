/**
 * Spans to an OpenTelemetry collector: OTLP over HTTP, in JSON. Loaded only where an endpoint is set. Our own few lines, since
 * the exporter of @opentelemetry brings 18 MB. What cannot be delivered is dropped: a trace is worth no queue (REL-8).
 */
import type { Logger } from "./log.ts";
import { type Span, spanIdOf, traceIdOf } from "./trace.ts";

const flushEveryMs = 1_000;
const bufferMax = 2_048;
const timeoutMs = 5_000;
const stopTimeoutMs = 2_000;

export type SpanExport = {
  record(span: Span): void;
  /** Sends what is left, and gives up after two seconds. */
  stop(): Promise<void>;
};

/** @param endpoint the collector's base URL, such as http://localhost:4318 */
export function exportSpans(options: { endpoint: string; service: string; logger: Logger }): SpanExport {
  const url = `${options.endpoint.replace(/\/$/, "")}/v1/traces`;
  let buffer: Span[] = [];
  let complained = false;
  const givingUp = new AbortController();
  const flush = async () => {
    const spans = buffer;
    buffer = [];
    if (spans.length === 0) return;
    try {
      const body = JSON.stringify(requestOf(options.service, spans));
      const headers = { "content-type": "application/json" };
      const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), givingUp.signal]);
      const answer = await fetch(url, { method: "POST", headers, body, signal });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
      complained = false;
    } catch (error) {
      if (!complained) options.logger.warn({ err: error }, "traces cannot be delivered and are dropped");
      complained = true;
    }
  };
  let flushing: Promise<void> | undefined;
  const timer = setInterval(() => {
    flushing ??= flush().finally(() => {
      flushing = undefined;
    });
  }, flushEveryMs).unref();
  return {
    record(span) {
      if (buffer.length < bufferMax) buffer.push(span);
    },
    async stop() {
      clearInterval(timer);
      const patience = setTimeout(() => givingUp.abort(), stopTimeoutMs);
      await Promise.all([flushing, flush()]);
      clearTimeout(patience);
    },
  };
}

function requestOf(service: string, spans: readonly Span[]) {
  const resource = { attributes: [attribute("service.name", service)] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "pms" }, spans: spans.map(otlpSpan) }] }] };
}

const kindServer = 2;
const statusError = 2;

function otlpSpan({ traceparent, parent, name, startedAtMs, durationMs, failed, attributes }: Span) {
  return {
    traceId: traceIdOf(traceparent),
    spanId: spanIdOf(traceparent),
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    name,
    kind: kindServer,
    startTimeUnixNano: nanoseconds(startedAtMs),
    endTimeUnixNano: nanoseconds(startedAtMs + durationMs),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    ...(failed && { status: { code: statusError } }),
  };
}

const nanoseconds = (ms: number) => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

function attribute(key: string, value: string | number) {
  return { key, value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value } };
}
