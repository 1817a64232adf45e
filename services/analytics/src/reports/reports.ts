import { ageSex } from "./age-sex.ts";
import { balances } from "./balances.ts";
import { charges } from "./charges.ts";
import type { ReportDefinition } from "./definition.ts";
import { duplicateCreation } from "./duplicate-creation.ts";
import { duplicateErrors } from "./duplicate-errors.ts";
import { geography } from "./geography.ts";
import { payments } from "./payments.ts";
import { registrations } from "./registrations.ts";

/** Every report that there is, in the order of the listing and of the pages. */
export const reportList: readonly ReportDefinition[] = [
  registrations,
  ageSex,
  geography,
  charges,
  payments,
  balances,
  duplicateCreation,
  duplicateErrors,
];

/** Undefined where no report is called so. */
export function findReport(name: string): ReportDefinition | undefined {
  return reportList.find((report) => report.name === name);
}
