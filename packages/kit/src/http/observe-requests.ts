/** What is kept of a request once it is answered: its metric, its span, and a line where it failed. */
import type { FastifyInstance } from "fastify";
import { boundLines, type LineBound } from "../observe/bound-lines.ts";
import type { Logger } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";
import { recordHttpSpan } from "../observe/spans.ts";
import { isTracing } from "../observe/trace.ts";

/**
 * Of a route that fails again and again, as when it is overloaded on purpose, one line is as good
 * as a thousand.
 */
export function boundFailureLines(app: FastifyInstance, logger: Logger): LineBound {
  const lines = boundLines({ linesMax: 30, keysMax: 200 }, (route, count) =>
    logger.warn({ route, count }, "more requests failed like these"),
  );
  app.addHook("onClose", async () => lines.stop());
  return lines;
}

export function observeRequests(app: FastifyInstance, { logger, metrics }: { logger: Logger; metrics: Metrics }): void {
  const lines = boundFailureLines(app, logger);
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unmatched";
    const { statusCode: status, elapsedTime: durationMs } = reply;
    // Not ready is asked and said every second of an outage: no news.
    const isFailure = status >= 500 && route !== "/readyz";
    metrics.requests.labels(request.method, route, String(status)).observe(durationMs / 1000);
    if (isTracing())
      recordHttpSpan(request.headers.traceparent?.toString(), {
        traceparent: request.traceparent,
        method: request.method,
        route,
        status,
        durationMs,
      });
    if (logger.isLevelEnabled("debug") || isFailure) {
      const facts = {
        requestId: request.id,
        method: request.method,
        route,
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        actorId: request.actor?.id,
      };
      if (isFailure) lines.note(route, () => logger.warn(facts, "request"));
      else logger.debug(facts, "request");
    }
    done();
  });
}
