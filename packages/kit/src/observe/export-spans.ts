/**
 * Spans to an OpenTelemetry collector by OpenTelemetry's SDK: OTLP over HTTP, in JSON. Loaded only
 * where an endpoint is set. What cannot be delivered is dropped: a trace is worth no queue (REL-8).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Logger } from "./log.ts";
import { type Span, spanIdOf, traceIdOf } from "./trace.ts";

const flushEveryMs = 1_000;
const queueMax = 2_048;
const timeoutMs = 5_000;
const stopTimeoutMs = 2_000;

export type SpanExport = {
  record(span: Span): void;
  /** Sends what is left, and gives up after two seconds. */
  stop(): Promise<void>;
};

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER };

/** @param endpoint the collector's base URL, such as http://localhost:4318 */
export function exportSpans(options: { endpoint: string; service: string; logger: Logger }): SpanExport {
  const url = `${options.endpoint.replace(/\/$/, "")}/v1/traces`;
  const exporter = complainOnce(new OTLPTraceExporter({ url, timeoutMillis: timeoutMs }), options.logger);
  /** Of the span that is recorded next: it was told to others, as their parent, before it ended. */
  let next = "";
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": options.service }),
    idGenerator: { generateTraceId: () => traceIdOf(next), generateSpanId: () => spanIdOf(next) },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: flushEveryMs,
        maxQueueSize: queueMax,
        exportTimeoutMillis: timeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer("pms");
  return {
    record({ traceparent, parent, name, kind, startedAtMs, durationMs, failed, attributes }) {
      next = traceparent;
      const span = tracer.startSpan(name, { kind: kinds[kind], startTime: startedAtMs, attributes }, below(parent));
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(startedAtMs + durationMs);
    },
    async stop() {
      const patience = new AbortController();
      await Promise.race([
        provider.shutdown().catch(() => {}),
        sleep(stopTimeoutMs, undefined, { signal: patience.signal }).catch(() => {}),
      ]);
      patience.abort();
    },
  };
}

function below(parent: string | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const [traceId, spanId] = [traceIdOf(parent), spanIdOf(parent)];
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

/** One line for one outage, however many deliveries fail in it. */
function complainOnce(exporter: SpanExporter, logger: Logger): SpanExporter {
  let complained = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error && !complained)
          logger.warn({ err: result.error }, "traces cannot be delivered and are dropped");
        complained = result.error !== undefined;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
