/**
 * What is kept of a request once it is over: one line of the access log, without path, query or
 * body (PRV-1).
 */
import { boundLines, type LineBound } from "@pms/kit/observe/bound-lines";
import type { Logger } from "@pms/kit/observe/log";
import type { Metrics } from "@pms/kit/observe/metrics";
import { recordHttpSpan } from "@pms/kit/observe/spans";
import { continueTrace, isTracing } from "@pms/kit/observe/trace";
import { sourceKey } from "../exchange/client-address.ts";
import type { Exchange } from "../exchange/exchange.ts";

/** nginx's number for a client that left before the answer. */
const clientClosed = 499;

/**
 * What was answered without a request that could be handled: unreadable, too slow, or a method that
 * nobody takes.
 */
export type RawRefusal = { requestId: string; method: string; status: number; sourceAddress: string };

/**
 * Lines about strangers who were refused: some of each source a minute, then how many more there
 * were (REL-8).
 */
export function boundStrangerLines(logger: Logger): LineBound {
  return boundLines({ linesMax: 60, keysMax: 50 }, (sourceAddress, count) =>
    logger.info({ sourceAddress: sourceAddress ?? "others", count }, "more requests were refused"),
  );
}

/**
 * @returns called for each of them: its line and its count, which have no route, and no time since
 * it has no beginning.
 */
export function createRawObserver(
  logger: Logger,
  metrics: Metrics,
  strangers: LineBound,
): (refusal: RawRefusal) => void {
  return (refusal) => {
    metrics.requests.labels(refusal.method, "none", String(refusal.status)).observe(0);
    strangers.note(sourceKey(refusal.sourceAddress), () => logger.info({ ...refusal, route: "none" }, "request"));
  };
}

/** @returns called when a request is over. */
export function createObserver(logger: Logger, metrics: Metrics, strangers: LineBound): (exchange: Exchange) => void {
  const series = new Map<string, { observe(seconds: number): void }>();
  return (exchange) => {
    const { response, method, route, requestId, actor, sourceAddress, tried } = exchange;
    const durationMs = performance.now() - exchange.startedAtMs;
    const status = response.headersSent || response.statusCode !== 200 ? response.statusCode : clientClosed;
    const name = route?.id ?? "own";
    const key = `${method} ${name} ${status}`;
    let histogram = series.get(key);
    if (!histogram) {
      histogram = metrics.requests.labels(method, name, String(status));
      series.set(key, histogram);
    }
    histogram.observe(durationMs / 1_000);
    if (route && isTracing()) trace(exchange, name, status, durationMs);
    const write = () =>
      logger.info(
        {
          requestId,
          method,
          route: name,
          status,
          durationMs: Math.round(durationMs * 10) / 10,
          bytes: exchange.bytes || Number(response.getHeader("content-length") ?? 0),
          instance: tried.at(-1)?.name,
          actorId: actor?.id,
          sourceAddress,
        },
        "request",
      );
    if (actor || status < 400) write();
    else strangers.note(sourceKey(sourceAddress), write);
  };
}

/** With the traceparent that the service was given, so that its span hangs below this one. */
function trace(
  { request, upstreamHeaders, method }: Exchange,
  route: string,
  status: number,
  durationMs: number,
): void {
  const given = request.headers.traceparent?.toString();
  const sent = upstreamHeaders[upstreamHeaders.lastIndexOf("traceparent") + 1];
  const traceparent = upstreamHeaders.includes("traceparent") && sent !== undefined ? sent : continueTrace(given);
  recordHttpSpan(given, { traceparent, method, route, status, durationMs });
}
