/**
 * UUIDs in paths, in lower case as PostgreSQL gives them back: what can be named in two ways would
 * be audited as two.
 */
import type { FastifyInstance } from "fastify";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string => typeof value === "string" && uuid.test(value);

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
