import type { ReportGrouping, ReportName } from "@pms/contracts/analytics";

export type ReportDefinition = {
  title: string;
  description: string;
  groupBy: readonly ReportGrouping[];
  /** Over a range of periods, as of the end of a day, or as of now. */
  span: "range" | "day" | "now";
  /** Whether it rests on instants, so that the time zone matters; money has effective dates, which know no zone. */
  instants: boolean;
};

const protection =
  "Callers who may not read patients get protected figures: weighted by patient, rounded, of whole months (UTC), and null where few people or none are behind them, in rows that are there for what is shown alone. About 9 % off at 100 people, 3 % at 1,000, 1 % at 10,000.";

export const reportDefinitions: Readonly<Record<ReportName, ReportDefinition>> = {
  registrations: {
    title: "Registrations",
    description: `Patients registered, by the instant of registration in the time zone asked for; by sex, state and facility as they are on the record now. Patients deactivated since still count. ${protection}`,
    groupBy: ["sex", "state", "facility"],
    span: "range",
    instants: true,
  },
  "age-sex": {
    title: "Age and sex",
    description: `Patients registered up to the end of \`to\` who are, as things stand now, active and not deceased; age is the year of \`to\` less the year of birth, since no more of it is known here. ${protection}`,
    groupBy: [],
    span: "day",
    instants: true,
  },
  geography: {
    title: "Patients by state",
    description: `The same patients as in age-sex, by the state of their address. ${protection}`,
    groupBy: [],
    span: "day",
    instants: true,
  },
  charges: {
    title: "Charges",
    description: `Charges by effective date, and their number. The reversal of a charge subtracts from both on the reversal's own date, so that the sum over all time is billing's charges less what was reversed, to the cent. ${protection}`,
    groupBy: ["code", "facility"],
    span: "range",
    instants: false,
  },
  payments: {
    title: "Payments",
    description: `By effective date: \`amount\` and \`count\` are payments less reversed payments, \`refunded\` is refunds less reversed refunds, \`net\` is the difference. Reversals count on their own date. ${protection}`,
    groupBy: ["method", "facility"],
    span: "range",
    instants: false,
  },
  balances: {
    title: "Account balances",
    description: `Accounts by what is owed (above zero) or in credit (below zero), in classes of size, as of now; by \`groupBy=position\` the two totals alone. The sum is billing's sum of balances. ${protection}`,
    groupBy: ["position", "facility"],
    span: "now",
    instants: false,
  },
};
