/** W3C trace context: honoured when it is well formed, made otherwise. */
import { randomBytes } from "node:crypto";

const pattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's trace with a new span id, or a new trace. */
export function continueTrace(traceparent: string | undefined): string {
  const span = randomBytes(8).toString("hex");
  if (traceparent !== undefined && pattern.test(traceparent))
    return `${traceparent.slice(0, 36)}${span}${traceparent.slice(52)}`;
  return `00-${randomBytes(16).toString("hex")}-${span}-01`;
}
