/** Is the gateway alive, may it be sent requests, and how are the services behind it. */

import type { App } from "@pms/kit/http/app";
import { addPage } from "@pms/kit/http/route";
import type { Verdict } from "@pms/kit/observe/readiness";
import type { Instance } from "../upstreams/instance.ts";
import { healthOf, type Upstream } from "../upstreams/upstream.ts";

/** Services start together. After this long the gateway serves with those that came. */
const startingMaxMs = 10_000;

export type Readiness = { trustReady: () => boolean; clock: () => Verdict; isStopping: () => boolean };

/**
 * A service that is down makes the answer `degraded` and not 503, which would take every gateway
 * away. The state of its instances is for the metrics, as anyone may ask here.
 */
export function addProbes(app: App, upstreams: readonly Upstream[], readiness: Readiness): void {
  const startedAtMs = performance.now();
  addPage(app, "/livez", async () => ({ status: "ok" }));
  addPage(app, "/readyz", async (_request, reply) => {
    const allCame = upstreams.every(({ wasReady }) => wasReady) || performance.now() - startedAtMs > startingMaxMs;
    const ready = readiness.trustReady() && allCame && !readiness.isStopping();
    const clock = readiness.clock();
    const services = Object.fromEntries(upstreams.map((upstream) => [upstream.name, stateOf(upstream)]));
    const states = { clock: clock === "ok" ? clock : clock.state, ...services };
    const isWhole = Object.values(states).every((state) => state === "ok");
    return reply.code(ready ? 200 : 503).send({
      status: !ready ? "not ready" : isWhole ? "ok" : "degraded",
      checks: { trust: readiness.trustReady() ? "ok" : "down", ...states },
      reasons: {
        ...(!readiness.trustReady() && { trust: "auth has not said for more than 3 s which sessions have ended" }),
        ...(clock !== "ok" && { clock: clock.reason }),
        ...Object.fromEntries(upstreams.flatMap(reasonOf)),
      },
    });
  });
}

/** A service that answers requests and says that something is wrong is degraded. */
function stateOf(upstream: Upstream): string {
  const health = healthOf(upstream);
  if (health !== "ready") return health;
  return upstream.instances.some(isWell) ? "ok" : "degraded";
}

function isWell({ health, report }: Instance): boolean {
  return health === "ready" && report.reasons.length === 0;
}

/** In the services' own words, which hold no data and no addresses. */
function reasonOf(upstream: Upstream): [string, string][] {
  const reasons = new Set(upstream.instances.flatMap(({ report }) => report.reasons));
  return reasons.size > 0 ? [[upstream.name, [...reasons].join("; ")]] : [];
}
