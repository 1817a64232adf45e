import type { AccessLogEntry } from "@pms/contracts/auth/audit";
import type { FacilityScope } from "@pms/contracts/auth/users";
import type { Page } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { notFound } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import type { Deps } from "../deps.ts";
import { filtersOf } from "./audit-query.ts";
import { listSittings } from "./list-sittings.ts";
import { isRecordAt, sawRecord } from "./store/record-reach.ts";

type AccessLogQuery = { patientId: string; query: { limit?: number; cursor?: string; from?: string; to?: string } };

/**
 * Who looked at a record, for those within whose reach it is: what was done at the reader's
 * facilities, or all of it for the patient. 404 otherwise, which is recorded too.
 */
export async function readAccessLog(
  deps: Pick<Deps, "db" | "audit" | "now">,
  caller: Caller,
  { patientId, query }: AccessLogQuery,
): Promise<{ data: AccessLogEntry[]; page: Page }> {
  const scope = await reachOf(deps, caller.actor, patientId);
  deps.audit.record(caller.audit, {
    action: "patient.access-log",
    resourceType: "patient",
    resourceId: patientId,
    patientId,
    ...(scope === undefined && { outcome: "refused" }),
  });
  if (scope === undefined) throw notFound();
  const filters = filtersOf({ ...query, patientId });
  const { data, page } = await listSittings(deps, caller, { scope, filters, query: { ...query, patientId } });
  return {
    data: data.map(({ id, startedAt, endedAt, actor, acts, eventCount }) => ({
      ...{ id, startedAt, endedAt, actor, acts, eventCount },
    })),
    page,
  };
}

/**
 * Auth keeps no records, so whose they are is taken from what the services have audited of them.
 */
async function reachOf({ db }: Pick<Deps, "db">, actor: Actor, patientId: string): Promise<FacilityScope | undefined> {
  if (!actor.ownRecordOnly) return (await isRecordAt(db, actor.facilities, patientId)) ? actor.facilities : undefined;
  const isOwn = actor.patientId === patientId || (await sawRecord(db, actor, patientId));
  return isOwn ? "all" : undefined;
}
