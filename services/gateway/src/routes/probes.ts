/** Is the gateway alive, may it be sent requests, and how are the services behind it. */
import type { Finding } from "@pms/kit/readiness";
import type { App } from "@pms/kit/server";
import { healthOf, type Upstream } from "../upstreams/upstream.ts";

const open = { config: { access: { public: true as const } }, schema: { hide: true } };
/** Services start together. After this long the gateway serves with those that came. */
const startingMaxMs = 10_000;

export type Readiness = { trustReady: () => boolean; clock: () => Finding; isStopping: () => boolean };

/**
 * A service that is down does not make the gateway unready: a load balancer would take every gateway away for it, and
 * the other services with them. It answers 200 and `degraded`, with the state of each; their instances are for the metrics, as
 * anyone may ask here.
 */
export function addProbes(app: App, upstreams: readonly Upstream[], readiness: Readiness): void {
  const startedAtMs = performance.now();
  app.get("/livez", open, async () => ({ status: "ok" }));
  app.get("/readyz", open, async (_request, reply) => {
    const allCame = upstreams.every(({ wasReady }) => wasReady) || performance.now() - startedAtMs > startingMaxMs;
    const ready = readiness.trustReady() && allCame && !readiness.isStopping();
    const states = { clock: readiness.clock().says, ...statesOf(upstreams) };
    const isWhole = Object.values(states).every((state) => state === "ok");
    return reply.code(ready ? 200 : 503).send({
      status: !ready ? "not ready" : isWhole ? "ok" : "degraded",
      checks: { trust: readiness.trustReady() ? "ok" : "down", ...states },
    });
  });
}

function statesOf(upstreams: readonly Upstream[]): Record<string, string> {
  return Object.fromEntries(
    upstreams.map((upstream) => {
      const health = healthOf(upstream);
      return [upstream.name, health === "ready" ? "ok" : health];
    }),
  );
}
