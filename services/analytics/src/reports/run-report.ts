import type { Report } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { mayReadPatients } from "../protected/protected-filters.ts";
import { protectionNote } from "../protected/protection-note.ts";
import { readPublication } from "../protected/publish-when-due.ts";
import { runProtectedReport } from "../protected/run-protected-report.ts";
import type { Publication } from "../protected/store/publication.ts";
import { effectiveFilters, type ReportFilters } from "../query/report-filters.ts";
import { beyondExactNumbers } from "../query/report-table.ts";
import type { ReportDefinition } from "./report-definition.ts";

export type ReportDeps = Pick<Deps, "database" | "readState" | "currency">;

/**
 * A report for this caller: their facilities only, and out of published cells alone when they may
 * not read patients.
 */
export async function runReport(
  deps: ReportDeps,
  { actor }: Caller,
  { report, filters }: { report: ReportDefinition; filters: ReportFilters },
): Promise<Report> {
  const { db } = deps.database;
  const { currency } = deps;
  const head = { report: report.name, title: report.title, filters: effectiveFilters(report, filters) };
  if (!mayReadPatients(actor)) {
    const publication = await readPublication(deps);
    const table = await runProtectedReport({ db, publication, filters, currency }, report);
    return { ...head, protected: protectionNote, ...(await stampOf(deps, publication)), ...table };
  }
  const { slot, asOf, lagSeconds } = await deps.readState();
  const { columns, rows } = await report.read({ db, slot, filters, currency }).catch(refuseInWords);
  return { ...head, asOf: asOf.toISOString(), lagSeconds, columns, rows: rows.map(({ values }) => values) };
}

/**
 * What has changed since is not in it, be it much or nothing; nor is what had not come in by then.
 */
async function stampOf({ readState }: ReportDeps, { publishedAt }: Publication) {
  const { asOf } = await readState();
  const published = new Date(Math.min(asOf.getTime(), publishedAt.getTime()));
  return {
    asOf: published.toISOString(),
    lagSeconds: Math.max(0, Math.round((Date.now() - published.getTime()) / 1_000)),
  };
}

/**
 * A zone may be known to the runtime and not to the database, and a sum be beyond its largest
 * integer.
 */
export function refuseInWords(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "22023") throw invalidField("/timeZone", "is not a known time zone");
  if (code === "22003") throw beyondExactNumbers();
  throw error;
}
