/** What operators want to see of the services behind the gateway. */
import type { Logger } from "@pms/kit/observe/log";
import type { Metrics } from "@pms/kit/observe/metrics";
import { Counter, Gauge } from "prom-client";
import type { BodyCollector } from "../bodies/collect-bodies.ts";
import type { Forwarding } from "../forwarding/outgoing-request.ts";
import type { Upstream } from "../upstreams/upstream.ts";

/**
 * What the door holds, and whom it turned away.
 * @returns counts a connection that was closed at once.
 */
export function measureDoor({ registry }: Metrics, bodies: BodyCollector): () => void {
  const registers = [registry];
  new Gauge({
    name: "gateway_bodies_held_bytes",
    help: "Of bodies that are taken whole before they are sent on",
    registers,
    collect() {
      this.set(bodies.heldBytes());
    },
  });
  const dropped = new Counter({
    name: "gateway_connections_dropped_total",
    help: "Connections refused because there were too many, in all or of one source",
    registers,
  });
  return () => dropped.inc();
}

export function countEvents(metrics: Metrics, upstreams: readonly Upstream[], logger: Logger): Forwarding["onEvent"] {
  const registers = [metrics.registry];
  const labelNames = ["upstream", "instance"] as const;
  const perInstance = (set: (upstream: string, instance: Upstream["instances"][number]) => void) => {
    for (const { name, instances } of upstreams) for (const instance of instances) set(name, instance);
  };
  new Gauge({
    name: "gateway_instance_ready",
    help: "1 when the instance answered its last probe",
    labelNames,
    registers,
    collect() {
      perInstance((name, { name: instance, health }) =>
        this.set({ upstream: name, instance }, health === "ready" ? 1 : 0),
      );
    },
  });
  new Gauge({
    name: "gateway_instance_pending",
    help: "Requests under way",
    labelNames,
    registers,
    collect() {
      perInstance((name, { name: instance, pending }) => this.set({ upstream: name, instance }, pending));
    },
  });
  const events = new Counter({
    name: "gateway_upstream_events_total",
    help: "Retries on another instance, ejections of an instance, openings of a service's circuit breaker",
    labelNames: ["upstream", "event"],
    registers,
  });
  return (event, upstream) => {
    events.labels(upstream.name, event).inc();
    if (event !== "retry") logger.warn({ event, upstream: upstream.name }, "a service fails");
  };
}
