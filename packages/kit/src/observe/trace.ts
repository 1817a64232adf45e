/**
 * W3C trace context: honoured when it is well formed, made otherwise; and the spans of what is done
 * in it.
 */
import { randomUUID } from "node:crypto";

const pattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

const requestIdPattern = /^[A-Za-z0-9._-]{8,64}$/;

/** The id that the request came with, when it is one, or a new one. */
export function requestIdOf(given: unknown): string {
  return typeof given === "string" && requestIdPattern.test(given) ? given : randomUUID();
}

/** The caller's trace with a new span id, or a new trace. */
export function continueTrace(traceparent: string | undefined): string {
  if (traceparent !== undefined && pattern.test(traceparent))
    return `${traceparent.slice(0, 36)}${spanId()}${traceparent.slice(52)}`;
  return `00-${randomUUID().replaceAll("-", "")}-${spanId()}-01`;
}

/**
 * A request, call or event that was served. Names and attributes are route patterns and codes,
 * never paths or ids (PRV-1).
 */
export type Span = {
  /** Its own. */
  traceparent: string;
  /** Of the span that called, in the same trace. */
  parent: string | undefined;
  name: string;
  /** `consumer`: an event that was taken from the log, its parent the request that caused it. */
  kind: "server" | "consumer";
  /** Milliseconds since 1970. */
  startedAtMs: number;
  durationMs: number;
  failed: boolean;
  attributes: Readonly<Record<string, string | number>>;
};

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
export const spanIdOf = (traceparent: string): string => traceparent.slice(36, 52);

/** One per process, as with OpenTelemetry: undefined where no collector is configured. */
let sink: ((span: Span) => void) | undefined;

export function sendSpansTo(to: typeof sink): void {
  sink = to;
}

export const isTracing = (): boolean => sink !== undefined;

/**
 * Of what has just ended.
 * @param given the traceparent that came with the call; one of another trace is no parent.
 */
export function recordSpan(given: string | undefined, span: Omit<Span, "parent" | "startedAtMs">): void {
  const isSampled = (Number.parseInt(span.traceparent.slice(53), 16) & 1) === 1;
  if (!sink || !isSampled) return;
  const isParent = given !== undefined && pattern.test(given) && traceIdOf(given) === traceIdOf(span.traceparent);
  sink({ ...span, parent: isParent ? given : undefined, startedAtMs: Date.now() - span.durationMs });
}

/**
 * Cut from a UUID because Node makes those from entropy that it has fetched ahead; never all zero,
 * for the version digit.
 */
function spanId(): string {
  const uuid = randomUUID();
  return uuid.slice(14, 18) + uuid.slice(24);
}
