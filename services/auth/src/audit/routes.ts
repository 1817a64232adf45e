import { AuditEventList } from "@pms/contracts/auth/audit";
import { Id, Instant, PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readSlowly } from "@pms/kit/db/database";
import type { App } from "@pms/kit/http/server";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { isUuid } from "@pms/kit/validation/uuid";
import { Type } from "typebox";
import { needs } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { auditEventOf, countAuditEvents, listAuditEvents } from "./store/audit-events.ts";

/** Of all there is; the gateway waits for 30 s. */
const countMaxMs = 25_000;
const AuditQuery = Type.Object({
  ...PageQuery,
  patientId: Type.Optional(Id),
  actorId: Type.Optional(Type.String({ maxLength: 100 })),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
});

export function auditRoutes(app: App, deps: Deps): void {
  app.get(
    "/api/audit",
    {
      config: needs("audit:read"),
      schema: {
        tags: ["audit"],
        operationId: "listAuditEvents",
        summary:
          "Who did what at the caller's facilities, newest first: also log-ins, lists and searches of who works there, and who saw a patient in a list",
        querystring: AuditQuery,
        response: { 200: AuditEventList },
      },
    },
    async (request) => {
      const { actor, audit } = callerOf(request);
      const { limit: pageSize = 50, cursor: given, total: counted, patientId, ...rest } = request.query;
      const filters = { ...rest, ...(patientId && { patientId: patientId.toLowerCase() }) };
      const binding = { actorId: actor.id, query: request.query };
      const after = positionOf(decodeCursor(given, binding));
      // Whoever looks into the records of who looked is on record too.
      deps.audit.record(audit, {
        action: "audit.read",
        resourceType: "audit",
        ...(filters.patientId && { patientId: filters.patientId }),
        details: { filters: Object.keys(filters).sort().join(",") },
      });
      const found = await listAuditEvents(deps.db, actor.facilities, filters, { after, limit: pageSize + 1 });
      const count = () =>
        readSlowly(deps.database, countMaxMs, (tx) => countAuditEvents(tx, actor.facilities, filters));
      const total = counted ? await count() : undefined;
      const events = found.map((row) => auditEventOf(row, actor.facilities));
      const { rows, page } = pageOf(events, {
        limit: pageSize,
        binding,
        positionOf: ({ at, id }) => [at, id],
        total,
      });
      return { data: rows, page };
    },
  );
}

/** From here on ISO 8601 is written otherwise, and PostgreSQL does not read it. */
const yearTenThousandMs = Date.UTC(10_000, 0);

/** The row that the page before ended with. 400 for what names none. */
function positionOf(keys: readonly unknown[] | undefined): { at: string; id: string } | undefined {
  if (!keys) return undefined;
  const [at, id] = keys;
  const atMs = typeof at === "string" ? Date.parse(at) : Number.NaN;
  if (!(atMs > 0 && atMs < yearTenThousandMs) || !isUuid(id)) throw foreignCursor();
  return { at: new Date(atMs).toISOString(), id };
}
