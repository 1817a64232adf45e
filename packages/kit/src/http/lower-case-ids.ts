/**
 * UUIDs in paths, in lower case as PostgreSQL gives them back: what can be named in two ways would
 * be audited as two.
 */
import type { FastifyInstance } from "fastify";
import { isUuid } from "../validation/uuid.ts";

/**
 * Before anything else looks at a request, so that audit, Idempotency-Key and cursors know one name
 * of each thing.
 */
export function lowerCaseIds(app: Pick<FastifyInstance, "addHook">): void {
  app.addHook("onRequest", (request, _reply, done) => {
    const params = request.params as Record<string, unknown>;
    for (const [name, value] of Object.entries(params)) if (isUuid(value)) params[name] = value.toLowerCase();
    done();
  });
}
