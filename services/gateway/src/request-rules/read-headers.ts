/**
 * One pass over the headers as they came: what is forwarded, what the gateway needs itself, what is
 * refused.
 */
import type { IncomingMessage } from "node:http";
import { ProblemError } from "@pms/kit/problem/problem";

/** Go to every service. Everything else is dropped, unless a route names it. */
const forwarded = [
  "accept",
  "accept-language",
  "authorization",
  "content-type",
  "content-encoding",
  "content-length",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "range",
  "user-agent",
  "tracestate",
];
/**
 * Names that claim to say who the caller is. Nobody here would believe them, and who sends them
 * should know (AZ-4).
 */
const claimsIdentity =
  /^(x[-_](forwarded[-_])?(user|role|actor|auth|permission|facilit|group|tenant|principal|patient|session)|remote[-_]user)/;

type Use = "forward" | "host" | "authorization" | "refuse" | "other";

/** By the name as it was written, so that the usual spellings cost one look-up each; bounded. */
const uses = new Map<string, Use>();
const usesMax = 500;

function useOf(name: string): Use {
  const known = uses.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  let use: Use = "other";
  if (lower === "host" || lower === "authorization") use = lower;
  else if (forwarded.includes(lower)) use = "forward";
  else if (claimsIdentity.test(lower)) use = "refuse";
  if (uses.size < usesMax) uses.set(name, use);
  return use;
}

/**
 * Throws 400 on two credentials (TOK-7), not one Host, headers of identity, and framing unknown to
 * HTTP/1.0.
 * @returns name, value, name, value… for the service
 */
export function readHeaders(request: IncomingMessage): string[] {
  const raw = request.rawHeaders;
  const headers: string[] = [];
  let [hosts, credentials] = [0, 0];
  for (let i = 0; i < raw.length; i += 2) {
    const [name = "", value = ""] = [raw[i], raw[i + 1]];
    const use = useOf(name);
    if (use === "other") continue;
    if (use === "refuse") throw new ProblemError("malformed", "Headers that claim an identity are not accepted.");
    if (use === "host") {
      hosts += 1;
      continue;
    }
    if (use === "authorization") credentials += 1;
    headers.push(name, value);
  }
  if (credentials > 1) throw new ProblemError("malformed", "Send one credential, not two.");
  if (hosts > 1 || (hosts === 0 && request.httpVersion === "1.1"))
    throw new ProblemError("malformed", "Send one Host header.");
  const isOld = request.httpVersion === "1.0" && request.headers["transfer-encoding"] === undefined;
  if (request.httpVersion !== "1.1" && !isOld) throw new ProblemError("malformed", "Speak HTTP/1.1.");
  return headers;
}
