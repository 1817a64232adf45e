import type { ReportName } from "@pms/contracts/analytics";

const measures: Partial<Record<ReportName, readonly string[]>> = {
  charges: ["charge"],
  payments: ["payment", "refund"],
};

/** Which measures of money a report is made of; none where it is made of something else. */
export function reportMeasures(name: ReportName): readonly string[] {
  return measures[name] ?? [];
}
