import type { Report, ReportName } from "@pms/contracts/analytics";
import type { Actor } from "@pms/kit/access";
import { invalidField } from "@pms/kit/problem";
import type { Deps } from "../deps.ts";
import { reportDefinitions } from "./report-definitions.ts";
import { effectiveFilters, type ReportFilters } from "./report-filters.ts";
import { beyondExactNumbers, type ReportTable } from "./report-table.ts";
import { ageSex } from "./reports/age-sex.ts";
import { balances } from "./reports/balances.ts";
import { charges } from "./reports/charges.ts";
import type { ReportContext } from "./reports/context.ts";
import { geography } from "./reports/geography.ts";
import { payments } from "./reports/payments.ts";
import { registrations } from "./reports/registrations.ts";
import { seesFewPeople, suppressSmallCells } from "./suppress-small-cells.ts";

const reports: Readonly<Record<ReportName, (context: ReportContext) => Promise<ReportTable>>> = {
  registrations,
  "age-sex": ageSex,
  geography,
  charges,
  payments,
  balances,
};

/** A report for this caller: their facilities only, and nothing on few people when they may not read patients. */
export async function runReport(deps: Deps, actor: Actor, name: ReportName, filters: ReportFilters): Promise<Report> {
  const { slot, asOf, lagSeconds } = await deps.readState();
  const countsPeople = !seesFewPeople(actor);
  const context = { db: deps.database.db, slot, filters, currency: deps.currency, countsPeople };
  const table = await reports[name](context).catch(refuseInWords);
  const { columns, rows } = countsPeople ? suppressSmallCells(table) : table;
  return {
    report: name,
    title: reportDefinitions[name].title,
    filters: effectiveFilters(name, filters),
    asOf: asOf.toISOString(),
    lagSeconds,
    columns,
    rows: rows.map(({ values }) => values),
  };
}

/** A zone may be known to the runtime and not to the database, and a sum be beyond its largest integer. */
export function refuseInWords(error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "22023") throw invalidField("/timeZone", "is not a known time zone");
  if (code === "22003") throw beyondExactNumbers();
  throw error;
}
