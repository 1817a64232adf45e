/** W3C trace context: honoured when it is well formed, made otherwise. */
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

/** Cut from a UUID because Node makes those from entropy that it has fetched ahead; never all zero, for the version digit. */
function spanId(): string {
  const uuid = randomUUID();
  return uuid.slice(14, 18) + uuid.slice(24);
}
