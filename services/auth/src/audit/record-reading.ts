import type { Caller } from "@pms/kit/audit/caller";
import type { Deps } from "../deps.ts";

type ReadingFilters = Readonly<Record<string, string | null | undefined>>;

/** Whoever looks into the records of who looked is on record too, and who takes them away. */
export function recordReading(
  { audit }: Pick<Deps, "audit">,
  caller: Caller,
  { patientId, ...filters }: ReadingFilters,
  purpose: "read" | "export" = "read",
): void {
  const names = [...Object.keys(filters), ...(patientId ? ["patientId"] : [])].sort();
  audit.record(caller.audit, {
    action: `audit.${purpose}`,
    resourceType: "audit",
    ...(patientId && { patientId }),
    details: { filters: names.join(",") },
  });
}
