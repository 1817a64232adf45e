import type { Report } from "@pms/contracts/analytics/reports";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { currentMoney } from "../measures/store/read-money.ts";
import { publishedMoney } from "../measures/store/read-published-totals.ts";
import { mayReadPatients } from "../protected/protected-filters.ts";
import { protectionNote } from "../protected/protection-note.ts";
import { readPublication } from "../protected/publish-when-due.ts";
import { runProtectedReport } from "../protected/run-protected-report.ts";
import type { Publication } from "../protected/store/publication.ts";
import { effectiveFilters, type ReportFilters } from "../query/report-filters.ts";
import { beyondExactNumbers, type ReportTable } from "../query/report-table.ts";
import type { ReportDefinition } from "../reports/definition.ts";

export type ReportDeps = Pick<Deps, "database" | "readState" | "currency" | "now">;
type ReportRequest = { report: ReportDefinition; filters: ReportFilters };

/**
 * A report of the caller's facilities alone. Whoever may not read patients is answered from what
 * was published: the clinic's totals where they may see its money, else protected cells.
 */
export async function runReport(
  deps: ReportDeps,
  { actor }: Caller,
  { report, filters }: ReportRequest,
): Promise<Report> {
  const head = {
    report: report.name,
    title: report.title,
    filters: effectiveFilters(report, filters),
    chart: report.chart(filters.groupBy),
  };
  if (mayReadPatients(actor)) {
    const { slot, asOf, lagSeconds } = await deps.readState();
    const money = currentMoney(deps.database.db, slot);
    return {
      ...head,
      asOf: asOf.toISOString(),
      lagSeconds,
      ...(await readExact(deps, { report, filters, slot, money })),
    };
  }
  const publication = await readPublication(deps);
  const stamp = await stampOf(deps, publication);
  if (actor.permissions.has("analytics:money") && report.clinicTotals?.includes(filters.groupBy)) {
    const { slot } = await deps.readState();
    const money = publishedMoney(deps.database.db);
    return { ...head, ...stamp, ...(await readExact(deps, { report, filters, slot, money })) };
  }
  const context = { db: deps.database.db, publication, filters, currency: deps.currency };
  return { ...head, protected: protectionNote, ...stamp, ...(await runProtectedReport(context, report)) };
}

async function readExact(
  { database: { db }, currency }: ReportDeps,
  { report, ...asked }: ReportRequest & Pick<Parameters<ReportDefinition["read"]>[0], "slot" | "money">,
) {
  const { columns, rows }: ReportTable = await report.read({ db, currency, ...asked }).catch(refuseInWords);
  return { columns, rows: rows.map(({ values }) => values) };
}

/** What has changed since the publication is not in it, nor what had not come in by then. */
async function stampOf({ readState, now }: ReportDeps, { publishedAt }: Publication) {
  const { asOf } = await readState();
  const published = new Date(Math.min(asOf.getTime(), publishedAt.getTime()));
  return {
    asOf: published.toISOString(),
    lagSeconds: Math.max(0, Math.round((now().getTime() - published.getTime()) / 1_000)),
  };
}

/** A zone may be unknown to the database alone, and a sum be beyond its largest integer. */
export function refuseInWords(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "22023") throw invalidField("/timeZone", "is not a known time zone");
  if (code === "22003") throw beyondExactNumbers();
  throw error;
}
