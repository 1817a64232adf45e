/** `/livez`, `/readyz` and `/openapi.json`, the same in every service but the gateway. */
import type { Logger } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";
import { checkReadiness, isDown, type Readiness } from "../observe/readiness.ts";
import { createChangeTeller } from "../observe/readiness-log.ts";
import { drainOf } from "./drain.ts";
import type { App } from "./server.ts";

type Probed = { readiness?: Readiness; logger: Logger; metrics: Metrics };

export function addProbes(app: App, { readiness = {}, logger, metrics }: Probed): void {
  const probe = { config: { access: { public: true as const } }, schema: { hide: true } };
  const told = createChangeTeller(logger, metrics);
  const drain = drainOf(app);
  app.get("/livez", probe, async () => ({ status: "ok" }));
  app.get("/readyz", probe, async (_request, reply) => {
    drain.probedAtMs = performance.now();
    if (drain.stopping)
      return reply.code(503).send({ status: "stopping", checks: {}, reasons: { service: "it is stopping" } });
    const verdicts = Object.entries(await checkReadiness(readiness));
    told(verdicts);
    const isWhole = verdicts.every(([, verdict]) => verdict === "ok");
    const ready = verdicts.every(([, verdict]) => !isDown(verdict));
    return reply.code(ready ? 200 : 503).send({
      status: !ready ? "not ready" : isWhole ? "ok" : "degraded",
      checks: Object.fromEntries(verdicts.map(([name, verdict]) => [name, verdict === "ok" ? "ok" : verdict.state])),
      reasons: Object.fromEntries(
        verdicts.flatMap(([name, verdict]) => (verdict === "ok" ? [] : [[name, verdict.reason]])),
      ),
    });
  });
  app.get("/openapi.json", probe, async () => app.swagger());
}
