import { Facility, FacilityList, FacilityPatch, FacilityWrite } from "@pms/contracts/auth/facilities";
import { IdParams, PageQuery } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import { etagOf, ifMatchVersions, notModified } from "@pms/kit/http/conditional";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import type { App } from "@pms/kit/http/server";
import { idAfter, pageOf } from "@pms/kit/paging/page";
import { notFound } from "@pms/kit/problem/problem";
import { actorOf } from "@pms/kit/trust/access";
import { Type } from "typebox";
import { needs } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { changeFacility } from "./change-facility.ts";
import { createFacility } from "./create-facility.ts";
import { requireAllFacilities } from "./facility-rules.ts";
import { countFacilities, facilityOf, findFacility, listFacilities } from "./store/facilities.ts";

export function facilityRoutes(app: App, deps: Deps): void {
  const tags = ["facilities"];

  app.get(
    "/api/facilities",
    {
      config: needs("facility:read"),
      schema: {
        tags,
        operationId: "listFacilities",
        summary: "The organisation's facilities",
        querystring: Type.Object(PageQuery),
        response: { 200: FacilityList },
      },
    },
    async (request) => {
      const { cursor, limit = 50, total: counted } = request.query;
      const binding = { actorId: actorOf(request).id, query: request.query };
      const found = await listFacilities(deps.db, { after: idAfter(cursor, binding), limit: limit + 1 });
      const total = counted ? await countFacilities(deps.db) : undefined;
      const { rows, page } = pageOf(found, { limit, binding, positionOf: ({ id }) => [id], total });
      return { data: rows.map(facilityOf), page };
    },
  );

  app.get(
    "/api/facilities/:id",
    {
      config: needs("facility:read"),
      schema: {
        tags,
        operationId: "getFacility",
        summary: "One facility",
        params: IdParams,
        response: { 200: Facility, 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const facility = await findFacility(deps.db, request.params.id);
      if (!facility) throw notFound();
      if (notModified(request, reply, etagOf(facility.version))) return reply.code(304).send(null);
      return facilityOf(facility);
    },
  );

  app.post(
    "/api/facilities",
    {
      config: { ...needs("facility:manage"), idempotencyKey: "optional" },
      schema: {
        tags,
        operationId: "createFacility",
        summary: "Open a facility",
        body: FacilityWrite,
        response: { 201: Facility },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      requireAllFacilities(caller.actor);
      const key = readIdempotencyKey(request);
      return sendAnswer(reply, await createFacility(deps, caller, { facility: request.body, key }));
    },
  );

  app.patch(
    "/api/facilities/:id",
    {
      config: { ...needs("facility:manage"), ifMatch: "required", refusals: [409, 422] },
      schema: {
        tags,
        operationId: "changeFacility",
        summary: "Rename, move or close a facility",
        params: IdParams,
        body: FacilityPatch,
        response: { 200: Facility },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      requireAllFacilities(caller.actor);
      const change = { id: request.params.id, versions: ifMatchVersions(request), patch: request.body };
      const facility = await changeFacility(deps, caller, change);
      reply.header("etag", etagOf(facility.version));
      return facility;
    },
  );
}
