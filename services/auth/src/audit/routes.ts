import { AuditActorList, AuditEventList, AuditSittingList } from "@pms/contracts/auth/audit";
import { IdParams, PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { readSlowly } from "@pms/kit/db/database";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import { type Static, Type } from "typebox";
import type { Deps } from "../deps.ts";
import { listStaff } from "../users/store/users.ts";
import { AuditQuery, filtersOf, positionIn, SittingListQuery, SittingQuery } from "./audit-query.ts";
import { listSittings } from "./list-sittings.ts";
import { actorOfUser } from "./name-actors.ts";
import { recordReading } from "./record-reading.ts";
import { auditEventOf, countAuditEvents, listAuditEvents } from "./store/audit-events.ts";
import { listEventsOfSitting } from "./store/audit-sittings.ts";

/** Of all there is; the gateway waits for 30 s. */
const countMaxMs = 25_000;
const tags = ["audit"];

export function auditRoutes(app: App, deps: Deps): void {
  addEvents(app, deps);
  addSittings(app, deps);
  addEventsOfSitting(app, deps);
  addActors(app, deps);
}

function addEvents(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/audit",
    operationId: "listAuditEvents",
    summary:
      "Who did what at the caller's facilities, newest first: also log-ins, lists and searches of who works there, and who saw a patient in a list",
    tags,
    access: "audit:read",
    querystring: AuditQuery,
    response: { 200: AuditEventList },
    handler: async (request) => {
      const caller = callerOf(request);
      const { facilities } = caller.actor;
      const { limit = 50, cursor, total: counted } = request.query;
      const filters = filtersOf(request.query);
      const binding = { actorId: caller.actor.id, query: request.query };
      const after = positionIn(cursor, binding);
      recordReading(deps, caller, filters);
      const found = await listAuditEvents(deps.db, facilities, filters, { after, limit: limit + 1 });
      const count = () => readSlowly(deps.database, countMaxMs, (tx) => countAuditEvents(tx, facilities, filters));
      const total = counted ? await count() : undefined;
      return eventPage(found, caller.actor.facilities, { limit, binding, total });
    },
  });
}

function addSittings(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/audit/sittings",
    operationId: "listAuditSittings",
    summary:
      "The same by sittings: what one actor did about one patient, or about none, without a pause of 15 minutes, of the events that fit; the one that ended last first, each whole on one page",
    tags,
    access: "audit:read",
    querystring: SittingListQuery,
    response: { 200: AuditSittingList },
    handler: async (request) => {
      const caller = callerOf(request);
      const filters = filtersOf(request.query);
      recordReading(deps, caller, filters, request.query.purpose);
      return listSittings(deps, caller, { scope: caller.actor.facilities, filters, query: request.query });
    },
  });
}

function addEventsOfSitting(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/audit/sittings/:id/events",
    operationId: "listEventsOfSitting",
    summary: "The events of a sitting, newest first; with the filters that it was found by",
    tags,
    access: "audit:read",
    params: IdParams,
    querystring: SittingQuery,
    response: { 200: AuditEventList },
    handler: async (request) => {
      const caller = callerOf(request);
      const { facilities } = caller.actor;
      const { limit = 50, cursor } = request.query;
      const { id } = request.params;
      const filters = { ...filtersOf(request.query), id };
      const binding = { actorId: caller.actor.id, query: { ...request.query, sitting: id } };
      const after = positionIn(cursor, binding);
      const found = await listEventsOfSitting(deps.db, facilities, filters, { after, limit: limit + 1 });
      if (!found) throw notFound();
      recordReading(deps, caller, { ...filters, patientId: filters.patientId ?? found[0]?.patient_id });
      return eventPage(found, facilities, { limit, binding });
    },
  });
}

function addActors(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/audit/actors",
    operationId: "listAuditActors",
    summary: "The staff at the caller's facilities, by whose acts the audit can be asked; oldest first",
    tags,
    access: "audit:read",
    querystring: Type.Object(PageQuery),
    response: { 200: AuditActorList },
    handler: async (request) => {
      const { actor, audit } = callerOf(request);
      const { cursor, limit = 50 } = request.query;
      const binding = { actorId: actor.id, query: request.query };
      deps.audit.record(audit, { action: "user.list", resourceType: "user" });
      const found = await listStaff(deps.db, actor.facilities, { after: idAfter(cursor, binding), limit: limit + 1 });
      const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id] });
      return { data: rows.map((user) => actorOfUser(user, false)), page };
    },
  });
}

type PageOptions = Pick<Parameters<typeof pageOf>[1], "limit" | "binding" | "total">;

function eventPage(
  found: Awaited<ReturnType<typeof listAuditEvents>>,
  scope: Parameters<typeof auditEventOf>[1],
  options: PageOptions,
): Static<typeof AuditEventList> {
  const events = found.map((row) => auditEventOf(row, scope));
  const { rows, page } = pageOf(events, { ...options, positionOf: ({ at, id }) => [at, id] });
  return { data: rows, page };
}
