/**
 * The gateway: its own pages are an app like any service's; everything else goes through the proxy
 * before it.
 */

import type { App } from "@pms/kit/http/app";
import { createServer } from "@pms/kit/http/server";
import { startAdminServer } from "@pms/kit/observe/admin-server";
import type { LineBound } from "@pms/kit/observe/bound-lines";
import type { Logger } from "@pms/kit/observe/log";
import type { RunningService } from "@pms/kit/process/run-service";
import { createRateLimiter } from "./admission/rate-limiter.ts";
import { type BodyCollector, createBodyCollector } from "./bodies/collect-bodies.ts";
import type { Config } from "./config.ts";
import { type Deps, openDeps } from "./deps.ts";
import { createRequestHandler, type HandleRequest } from "./door/handle-request.ts";
import { type ListenOptions, listen } from "./door/listen.ts";
import { createProxyCheck, createSourceReader } from "./exchange/client-address.ts";
import { boundStrangerLines, createObserver, createRawObserver } from "./observe/access-log.ts";
import { countEvents, measureDoor } from "./observe/gateway-metrics.ts";
import { addDocs } from "./pages/docs.ts";
import { addOpenapi, createOpenapi, type Openapi } from "./pages/openapi.ts";
import { addProbes } from "./pages/probes.ts";
import { addProblemPages } from "./pages/problems.ts";
import { addWebUi } from "./pages/web-ui.ts";
import { createHostCheck } from "./request-rules/check-host.ts";
import { createCors } from "./request-rules/cors.ts";
import { probeUpstreams } from "./upstreams/probe-upstreams.ts";

const graceMs = 10_000;
const firstRoundMaxMs = 2_000;
const heldBodiesMaxBytes = 64 * 1_048_576;

/** The gateway's own pages. */
export async function buildApp(deps: Deps, openapi: Openapi, isStopping: () => boolean): Promise<App> {
  const { logger, metrics, trust, config } = deps;
  const { verifier } = trust;
  const app = await createServer({ title: "Gateway", logger, metrics, verifier, probes: false });
  addProbes(app, [...deps.upstreams.values()], {
    trustReady: trust.ready,
    clock: trust.clock,
    isStopping,
  });
  addOpenapi(app, openapi);
  await addDocs(app);
  addProblemPages(app);
  addWebUi(app, config.WEB_DIR);
  await app.ready();
  return app;
}

function buildHandler(
  deps: Deps,
  app: App,
  openapi: Openapi,
  bodies: BodyCollector,
  strangers: LineBound,
): HandleRequest {
  const { config, logger, metrics, trust, table, upstreams } = deps;
  const { RATE_LIMITS: limits } = config;
  return createRequestHandler({
    table,
    methodsOf: openapi.methodsOf,
    upstreams,
    verifier: trust.verifier,
    limiter: limits === "off" || limits === "0" ? undefined : createRateLimiter(limits === "on" ? 1 : Number(limits)),
    checkHost: createHostCheck(config.PUBLIC_URL),
    cors: createCors(config.ALLOWED_ORIGINS),
    sourceOf: createSourceReader(createProxyCheck(config.TRUSTED_PROXIES)),
    bodies,
    forwarding: {
      revocations: trust.verifier.revocations,
      onEvent: countEvents(metrics, [...upstreams.values()], logger),
    },
    observe: createObserver(logger, metrics, strangers),
    own: (request, response) => app.routing(request, response),
    onError: (error, { requestId, route }) =>
      logger.error({ err: error, requestId, route: route?.id }, "a request failed"),
  });
}

export type DoorOptions = Partial<ListenOptions> & { heldBodiesMaxBytes?: number };

/**
 * Listens; does not open or close what it was given.
 * @param options timeouts and limits, smaller in tests.
 */
export async function serve(deps: Deps, options: DoorOptions = {}): Promise<RunningService> {
  const { config, logger, metrics } = deps;
  const upstreams = [...deps.upstreams.values()];
  let stopping = false;
  const openapi = createOpenapi(upstreams, deps.table, logger);
  const app = await buildApp(deps, openapi, () => stopping);
  const probing = probeUpstreams(upstreams, logger, (upstream) => void openapi.refresh(upstream));
  await Promise.race([probing.firstRound, new Promise((resolve) => setTimeout(resolve, firstRoundMaxMs).unref())]);
  const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
  const bodies = createBodyCollector(options.heldBodiesMaxBytes ?? heldBodiesMaxBytes);
  const strangers = boundStrangerLines(logger);
  const door = await listen(listenOptions(config, options), buildHandler(deps, app, openapi, bodies, strangers), {
    logger,
    onRefusal: createRawObserver(logger, metrics, strangers),
    onDropped: measureDoor(metrics, bodies),
  });
  return {
    ports: { port: door.port, adminPort: admin.port },
    async stop() {
      stopping = true;
      door.drain();
      if (config.DRAIN_DELAY_MS > 0) await new Promise((resolve) => setTimeout(resolve, config.DRAIN_DELAY_MS));
      await door.stop(graceMs);
      strangers.stop();
      probing.stop();
      await Promise.all(upstreams.flatMap(({ instances }) => instances.map(({ pool }) => pool.destroy())));
      await app.close();
      await admin.stop();
    },
  };
}

function listenOptions(config: Config, options: DoorOptions): ListenOptions {
  return {
    host: config.HOST,
    port: config.PORT,
    connectionsMax: config.CONNECTIONS_MAX,
    connectionsPerSourceMax: config.CONNECTIONS_PER_SOURCE_MAX,
    isProxy: createProxyCheck(config.TRUSTED_PROXIES),
    ...options,
  };
}

export async function start(config: Config, logger: Logger): Promise<RunningService> {
  const deps = openDeps(config, logger);
  const service = await serve(deps);
  return {
    ports: service.ports,
    async stop() {
      await service.stop();
      await deps.close();
    },
  };
}
