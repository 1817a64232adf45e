/** Prometheus metrics. Labels are route patterns and codes, never paths or ids. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics(service: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "http_request_duration_seconds",
      help: "Time from the request line to the last byte of the answer",
      labelNames: ["method", "route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    eventsProcessed: new Counter({
      name: "events_processed_total",
      help: "Events taken from the log, by what became of them",
      labelNames: ["topic", "type", "outcome"],
      registers,
    }),
    eventsLag: new Gauge({
      name: "events_lag",
      help: "Events in the log that a consumer group has yet to take",
      labelNames: ["group", "topic"],
      registers,
    }),
    outboxPending: new Gauge({
      name: "outbox_pending",
      help: "Events that are stored and not yet published",
      registers,
    }),
    readinessChecks: new Gauge({
      name: "readiness_check",
      help: "What /readyz said last of each thing the service rests on: 1 ok, 0.5 degraded, 0 down",
      labelNames: ["check"],
      registers,
    }),
    rowsPruned: new Counter({
      name: "rows_pruned_total",
      help: "Rows that were deleted because nobody can ask for them any more",
      labelNames: ["table"],
      registers,
    }),
    eventLogOldest: new Gauge({
      name: "event_log_oldest_seconds",
      help: "Age of the oldest event that the log keeps; beyond its retention where a consumer group holds it",
      registers,
    }),
    queueLength: new Gauge({
      name: "queue_length",
      help: "Entries in a bounded queue",
      labelNames: ["queue"],
      registers,
    }),
  };
}
