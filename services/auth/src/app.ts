import type { AddressInfo } from "node:net";
import { recordRefusal } from "@pms/kit/audit/refusal";
import { ensureMigrated } from "@pms/kit/db/migrate";
import { kitMigrations } from "@pms/kit/db/migration-files";
import { createEventLogCheck } from "@pms/kit/events/event-log-check";
import type { App } from "@pms/kit/http/app";
import { drainAndClose } from "@pms/kit/http/drain";
import { createServer } from "@pms/kit/http/server";
import { startAdminServer } from "@pms/kit/observe/admin-server";
import type { Logger } from "@pms/kit/observe/log";
import { type RunningService, startInOrder } from "@pms/kit/process/run-service";
import { isUuid } from "@pms/kit/validation/uuid";
import { userRoutes } from "./administration/routes.ts";
import { sessionsOfOthersRoutes } from "./administration/session-routes.ts";
import { accessLogRoutes } from "./audit/access-log-routes.ts";
import { consumeAuditEvents } from "./audit/consumer.ts";
import { auditRoutes } from "./audit/routes.ts";
import type { Config } from "./config.ts";
import { type Deps, openDeps } from "./deps.ts";
import { facilityRoutes } from "./facilities/routes.ts";
import { passwordRoutes } from "./factors/routes.ts";
import { startTrustThread } from "./feed/trust-thread.ts";
import { acceptRoutes } from "./invitations/accept-routes.ts";
import { invitationRoutes } from "./invitations/routes.ts";
import { refreshRoutes } from "./sessions/refresh-routes.ts";
import { sessionRoutes } from "./sessions/routes.ts";
import { logInRoutes } from "./sign-in/routes.ts";
import { signUpRoutes } from "./sign-in/sign-up-routes.ts";
import { keyRoutes } from "./tokens/routes.ts";
import { ownUserRoutes, staffRoutes } from "./users/routes.ts";

export const migrations = [kitMigrations, { name: "auth", directory: new URL("../migrations/", import.meta.url) }];

const silenceMaxMs = 3_000;
const noSigner = { state: "down", reason: "no signer: there is no key to sign tokens with" } as const;
const feedNotTold = { state: "down", reason: "verifiers are not told which sessions have ended" } as const;
const feedSilent = { state: "down", reason: "ended sessions could not be read for more than 3 s" } as const;

/** In the order in which OpenAPI lists them. */
const doors = [
  ...[keyRoutes, logInRoutes, refreshRoutes, signUpRoutes, acceptRoutes, ownUserRoutes, staffRoutes, passwordRoutes],
  ...[sessionRoutes, userRoutes, sessionsOfOthersRoutes, invitationRoutes, facilityRoutes, auditRoutes],
  accessLogRoutes,
];

/**
 * The HTTP app; it does not listen yet.
 * @param feed whether verifiers are told what they must know
 */
export async function buildApp(deps: Deps, feed: () => boolean = () => true): Promise<App> {
  const { keyRing } = deps.tokens;
  const app = await createServer({
    title: "Auth: users, sessions, facilities, audit",
    logger: deps.logger,
    metrics: deps.metrics,
    verifier: deps.trust.verifier,
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
  for (const add of doors) add(app, deps);
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
