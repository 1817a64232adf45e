import { Facility, FacilityList, FacilityPatch, FacilityWrite } from "@pms/contracts/auth/facilities";
import { IdParams, PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { etagOf, ifMatchVersions, notModified } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import { actorOf } from "@pms/kit/trust/access";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { changeFacility } from "./change-facility.ts";
import { createFacility } from "./create-facility.ts";
import { requireAllFacilities } from "./facility-rules.ts";
import { countFacilities, facilityOf, findFacility, listFacilities } from "./store/facilities.ts";

export function facilityRoutes(app: App, deps: Deps): void {
  const tags = ["facilities"];

  addRoute(app, {
    method: "GET",
    url: "/api/facilities",
    operationId: "listFacilities",
    summary: "The organisation's facilities",
    tags,
    access: "facility:read",
    querystring: Type.Object(PageQuery),
    response: { 200: FacilityList },
    handler: async (request) => {
      const { cursor, limit = 50, total: counted } = request.query;
      const binding = { actorId: actorOf(request).id, query: request.query };
      const found = await listFacilities(deps.db, { after: idAfter(cursor, binding), limit: limit + 1 });
      const total = counted ? await countFacilities(deps.db) : undefined;
      const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id], total });
      return { data: rows.map(facilityOf), page };
    },
  });

  addRoute(app, {
    method: "GET",
    url: "/api/facilities/:id",
    operationId: "getFacility",
    summary: "One facility",
    tags,
    access: "facility:read",
    params: IdParams,
    response: { 200: Facility, 304: Type.Null() },
    handler: async (request, reply) => {
      const facility = await findFacility(deps.db, request.params.id);
      if (!facility) throw notFound();
      if (notModified(request, reply, etagOf(facility.version))) return reply.code(304).send(null);
      return facilityOf(facility);
    },
  });

  addRoute(app, {
    method: "POST",
    url: "/api/facilities",
    operationId: "createFacility",
    summary: "Open a facility",
    tags,
    access: "facility:manage",
    idempotencyKey: "optional",
    body: FacilityWrite,
    response: { 201: Facility },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      requireAllFacilities(caller.actor);
      const key = readIdempotencyKey(request);
      return sendAnswer(reply, await createFacility(deps, caller, { facility: request.body, key }));
    },
  });

  addRoute(app, {
    method: "PATCH",
    url: "/api/facilities/:id",
    operationId: "changeFacility",
    summary: "Rename, move or close a facility, or change what its receipts say of it",
    tags,
    access: "facility:manage",
    ifMatch: "required",
    refusals: [409, 422],
    params: IdParams,
    body: FacilityPatch,
    response: { 200: Facility },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      requireAllFacilities(caller.actor);
      const change = { id: request.params.id, versions: ifMatchVersions(request), patch: request.body };
      const facility = await changeFacility(deps, caller, change);
      reply.header("etag", etagOf(facility.version));
      return facility;
    },
  });
}
