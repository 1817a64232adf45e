import type { ReportName } from "@pms/contracts/analytics/reports";
import { ageSex } from "./age-sex.ts";
import { balances } from "./balances.ts";
import { charges } from "./charges.ts";
import { geography } from "./geography.ts";
import { payments } from "./payments.ts";
import { registrations } from "./registrations.ts";
import type { ReportDefinition } from "./report-definition.ts";

/** Every report that there is, in the order of the listing: one for each name of the contract. */
export const reports: { readonly [Name in ReportName]: ReportDefinition<Name> } = {
  registrations,
  "age-sex": ageSex,
  geography,
  charges,
  payments,
  balances,
};

export const reportList: readonly ReportDefinition[] = Object.values(reports);
