/** The head that a service gets: what the client sent, changed by the route, and its origin. */
import { continueTrace } from "@pms/kit/observe/trace";
import type { Exchange } from "../exchange/exchange.ts";
import type { Route } from "../route-table/route.ts";

export function completeHeaders(exchange: Exchange, route: Route): void {
  const { headers } = exchange.request;
  if (route.removedRequestHeaders.size > 0)
    exchange.upstreamHeaders = without(exchange.upstreamHeaders, route.removedRequestHeaders);
  const { upstreamHeaders } = exchange;
  for (const name of route.forwardedHeaders) {
    const value = headers[name];
    if (typeof value === "string") upstreamHeaders.push(name, value);
  }
  const { traceparent, host } = headers;
  upstreamHeaders.push(
    ...["x-request-id", exchange.requestId],
    ...["traceparent", continueTrace(typeof traceparent === "string" ? traceparent : undefined)],
    ...["x-forwarded-for", exchange.sourceAddress, "x-forwarded-proto", exchange.isSecure ? "https" : "http"],
  );
  if (host !== undefined) upstreamHeaders.push("x-forwarded-host", host);
  if (route.addedRequestHeaders.length > 0) upstreamHeaders.push(...route.addedRequestHeaders);
}

function without(headers: readonly string[], names: ReadonlySet<string>): string[] {
  return headers.filter((_, index) => !names.has((headers[index - (index % 2)] ?? "").toLowerCase()));
}
