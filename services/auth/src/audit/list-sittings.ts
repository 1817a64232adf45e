import type { AuditSitting } from "@pms/contracts/auth/audit";
import type { FacilityScope } from "@pms/contracts/auth/users";
import type { Page } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { pageOf } from "@pms/kit/paging/page";
import type { Deps } from "../deps.ts";
import { sittingPositionIn } from "./audit-query.ts";
import { nameActors } from "./name-actors.ts";
import type { AuditFilters } from "./store/audit-conditions.ts";
import { listSittings as listRows } from "./store/audit-sittings.ts";

type SittingsQuery = {
  /** Of what the reader may see events; more than their own facilities only of their own record. */
  scope: FacilityScope;
  filters: AuditFilters;
  query: { limit?: number; cursor?: string } & Record<string, unknown>;
};

/** A page of sittings, the one that ended last first; each is whole, whatever page it stands on. */
export async function listSittings(
  deps: Pick<Deps, "db" | "now">,
  caller: Caller,
  { scope, filters, query }: SittingsQuery,
): Promise<{ data: AuditSitting[]; page: Page }> {
  const { limit = 50 } = query;
  const binding = { actorId: caller.actor.id, query };
  const position = sittingPositionIn(query.cursor, binding);
  const until = position?.until ?? deps.now().toISOString();
  const found = await listRows(deps.db, scope, { ...filters, until }, { after: position?.after, limit: limit + 1 });
  const { rows, page } = pageOf(found, {
    limit,
    binding,
    positionOf: ({ ended_at, id }) => [ended_at.toISOString(), id, until],
  });
  const actorOf = await nameActors(
    deps,
    caller,
    rows.map(({ actor_id }) => actor_id),
  );
  const data = rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    actor: actorOf(row.actor_id),
    acts: row.acts,
    eventCount: row.event_count,
    ...((filters.patientId ?? row.patient_id) && { patientId: filters.patientId ?? row.patient_id ?? "" }),
    shownCount: row.shown_count,
    beganEarlier: row.began_earlier,
    wentOn: row.went_on,
  }));
  return { data, page };
}
