import type { Report, ReportName } from "@pms/contracts/analytics";
import type { Actor } from "@pms/kit/http/access";
import { invalidField } from "@pms/kit/http/problem";
import type { Deps } from "../deps.ts";
import { seesFewPeople } from "../protected/protected-filters.ts";
import { protectionNote } from "../protected/protection-note.ts";
import { readPublication } from "../protected/publish-when-due.ts";
import { runProtectedReport } from "../protected/run-protected-report.ts";
import type { Publication } from "../protected/store/publication.ts";
import { effectiveFilters, type ReportFilters } from "../query/report-filters.ts";
import { beyondExactNumbers, type ReportTable } from "../query/report-table.ts";
import { ageSex } from "./age-sex.ts";
import { balances } from "./balances.ts";
import { charges } from "./charges.ts";
import type { ReportContext } from "./context.ts";
import { geography } from "./geography.ts";
import { payments } from "./payments.ts";
import { registrations } from "./registrations.ts";
import { reportDefinitions } from "./report-definitions.ts";

const reports: Readonly<Record<ReportName, (context: ReportContext) => Promise<ReportTable>>> = {
  registrations,
  "age-sex": ageSex,
  geography,
  charges,
  payments,
  balances,
};

/** A report for this caller: their facilities only, and out of published cells alone when they may not read patients. */
export async function runReport(deps: Deps, actor: Actor, name: ReportName, filters: ReportFilters): Promise<Report> {
  const { db } = deps.database;
  const { currency } = deps;
  const head = { report: name, title: reportDefinitions[name].title, filters: effectiveFilters(name, filters) };
  if (!seesFewPeople(actor)) {
    const publication = await readPublication(deps);
    const table = await runProtectedReport({ db, publication, filters, currency }, name);
    return { ...head, protected: protectionNote, ...(await stampOf(deps, publication)), ...table };
  }
  const { slot, asOf, lagSeconds } = await deps.readState();
  const { columns, rows } = await reports[name]({ db, slot, filters, currency }).catch(refuseInWords);
  return { ...head, asOf: asOf.toISOString(), lagSeconds, columns, rows: rows.map(({ values }) => values) };
}

/** What has changed since is not in it, be it much or nothing; nor is what had not come in by then. */
async function stampOf(deps: Deps, { publishedAt }: Publication) {
  const { asOf } = await deps.readState();
  const published = new Date(Math.min(asOf.getTime(), publishedAt.getTime()));
  return {
    asOf: published.toISOString(),
    lagSeconds: Math.max(0, Math.round((Date.now() - published.getTime()) / 1_000)),
  };
}

/** A zone may be known to the runtime and not to the database, and a sum be beyond its largest integer. */
export function refuseInWords(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "22023") throw invalidField("/timeZone", "is not a known time zone");
  if (code === "22003") throw beyondExactNumbers();
  throw error;
}
