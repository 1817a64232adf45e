/**
 * Reads by id that arrive together are one statement for each scope among them: the predicate stays
 * in the query (AZ-3).
 */
import { coalesce } from "@pms/kit/batching/coalesce";
import type { Queryable } from "@pms/kit/db/statement";
import type { Actor } from "@pms/kit/trust/access";
import { findPatients } from "../../record/store/find-patient.ts";
import type { PatientRow } from "../../record/store/patient-rows.ts";
import { scopeForm } from "../../record/store/scope.ts";

/** The patient as it stands when asked or later, when it exists and the caller may see it. */
export type PatientFinder = (actor: Actor, id: string) => Promise<PatientRow | undefined>;

type Lookup = { actor: Actor; id: string };

export function openPatientFinder(on: Queryable): PatientFinder {
  const findTogether = coalesce((lookups: readonly Lookup[]) => findByScope(on, lookups), {
    batchSizeMax: 50,
    concurrency: 2,
    lingerMs: 1,
  });
  return async (actor, id) => (await findTogether({ actor, id })).row;
}

async function findByScope(on: Queryable, lookups: readonly Lookup[]): Promise<{ row: PatientRow | undefined }[]> {
  const found = new Map<Lookup, PatientRow>();
  const groups = [...Map.groupBy(lookups, ({ actor }) => scopeKey(actor)).values()];
  await Promise.all(
    groups.map(async (group) => {
      const [first] = group;
      if (!first) return;
      const rows = await findPatients(
        on,
        first.actor,
        group.map(({ id }) => id),
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const each of group) {
        const row = byId.get(each.id.toLowerCase());
        if (row) found.set(each, row);
      }
    }),
  );
  return lookups.map((each) => ({ row: found.get(each) }));
}

/** The same for two callers exactly when they see the same patients. */
function scopeKey(actor: Actor): string {
  switch (scopeForm(actor)) {
    case "all":
      return "all";
    case "facilities":
      return `facilities ${String(actor.facilities)}`;
    case "own":
      return `own ${actor.id} ${actor.patientId ?? ""}`;
  }
}
