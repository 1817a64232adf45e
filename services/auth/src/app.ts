import type { AddressInfo } from "node:net";
import { startAdminServer } from "@pms/kit/admin-server";
import { recordRefusal } from "@pms/kit/audit-refusal";
import { drainAndClose } from "@pms/kit/drain";
import { createEventLogCheck } from "@pms/kit/event-log/event-log-check";
import type { Logger } from "@pms/kit/log";
import { isUuid } from "@pms/kit/lower-case-ids";
import { ensureMigrated } from "@pms/kit/migrate";
import { kitMigrations } from "@pms/kit/migration-files";
import { type RunningService, startInOrder } from "@pms/kit/run-service";
import { type App, createServer } from "@pms/kit/server";
import type { Config } from "./config.ts";
import { consumeAuditEvents } from "./consumers/audit-events.ts";
import { type Deps, openDeps } from "./deps.ts";
import { accountRoutes } from "./routes/account.ts";
import { auditRoutes } from "./routes/audit.ts";
import { facilityRoutes } from "./routes/facilities.ts";
import { keyRoutes } from "./routes/keys.ts";
import { logInRoutes } from "./routes/log-in.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { userRoutes } from "./routes/users.ts";
import { startTrustThread } from "./rpc/trust-thread.ts";

export const migrations = [kitMigrations, { name: "auth", directory: new URL("../migrations/", import.meta.url) }];

const silenceMaxMs = 3_000;
const noSigner = { state: "down", reason: "no signer: there is no key to sign tokens with" } as const;
const feedNotTold = { state: "down", reason: "verifiers are not told which sessions have ended" } as const;
const feedSilent = { state: "down", reason: "ended sessions could not be read for more than 3 s" } as const;

/** The HTTP app; it does not listen yet. @param feed whether verifiers are told what they must know */
export async function buildApp(deps: Deps, feed: () => boolean = () => true): Promise<App> {
  const { keyRing } = deps.tokens;
  const app = await createServer({
    title: "Auth: users, sessions, facilities, audit",
    logger: deps.logger,
    metrics: deps.metrics,
    verifier: deps.verifier,
    readiness: {
      database: deps.database.trouble.check,
      signer: () => keyRing.hasSigner() || noSigner,
      revocations: () => deps.feed.revocations.silenceMs() < silenceMaxMs || feedSilent,
      feed: () => feed() || feedNotTold,
      eventLog: createEventLogCheck(deps.log, deps.relay),
    },
    onRefused(request, actor) {
      const { id } = request.params as { id?: string };
      recordRefusal(deps.audit, request, actor, isUuid(id) ? { resourceId: id } : {});
    },
  });
  for (const add of [keyRoutes, logInRoutes, accountRoutes, sessionRoutes, userRoutes, facilityRoutes, auditRoutes])
    add(app, deps);
  return app;
}

export function start(config: Config, logger: Logger): Promise<RunningService> {
  return startInOrder(async (opened) => {
    await ensureMigrated(config, migrations);
    const deps = opened.adopt(await openDeps(config, logger), ({ close }) => close());
    const { metrics } = deps;
    const admin = await startAdminServer({ host: config.ADMIN_HOST, port: config.ADMIN_PORT, metrics });
    opened.defer(admin.stop);
    const trust = opened.adopt(await startTrustThread(deps, config), ({ stop }) => stop());
    opened.adopt(await consumeAuditEvents(deps), (consumer) => consumer.stop());
    const app = opened.adopt(await buildApp(deps, trust.isReady), drainAndClose);
    await app.listen({ host: config.HOST, port: config.PORT });
    return { port: (app.server.address() as AddressInfo).port, adminPort: admin.port, rpcPort: trust.port };
  });
}
