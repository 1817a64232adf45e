/** `/livez`, `/readyz` and `/openapi.json`, the same in every service but the gateway. */
import type { Logger } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";
import { checkReadiness, isDown, type Readiness } from "../observe/readiness.ts";
import { createChangeTeller } from "../observe/readiness-log.ts";
import type { App } from "./app.ts";
import { drainOf } from "./drain.ts";
import { addPage } from "./route.ts";

type Probed = { readiness?: Readiness; logger: Logger; metrics: Metrics };

export function addProbes(app: App, { readiness = {}, logger, metrics }: Probed): void {
  const told = createChangeTeller(logger, metrics);
  const drain = drainOf(app);
  addPage(app, "/livez", async () => ({ status: "ok" }));
  addPage(app, "/readyz", async (_request, reply) => {
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
  addPage(app, "/openapi.json", async () => app.swagger());
}
