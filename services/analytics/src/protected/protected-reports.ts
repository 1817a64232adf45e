/** Each report as a question to the published cells. Their columns are those of the exact reports. */
import type { ReportName } from "@pms/contracts/analytics";
import { type Column, countColumn, dimensionColumn, groupColumns, moneyColumn } from "../query/report-table.ts";
import { ageBands, unknownAge } from "../reports/age-bands.ts";
import { positionOf, positions, sizes } from "../reports/balance-classes.ts";
import type { PublishedDimension, PublishedQuery } from "./store/read-published.ts";

export type ProtectedDimension = {
  column: Column;
  by: PublishedDimension;
  /** Rows that there always are; others only where something of them is shown. In the order of rows. */
  values: readonly string[];
  /** How a value is called in rows, where not by itself. */
  label?: (value: string) => string;
  /** A column that follows from this one, before it. */
  implied?: { column: Column; label: (value: string) => string };
};
export type ProtectedMeasure = { column: Column; kinds: PublishedQuery["kinds"] };
export type ProtectedReport = {
  measures: readonly ProtectedMeasure[];
  dimensions: (groupBy: string | undefined) => ProtectedDimension[];
  /** Whether amounts have a currency, which divides the rows. */
  money: boolean;
};

const of = (kind: string) => [{ kind, sign: 1 as const }];
const open = (column: Column | undefined, by: PublishedDimension): ProtectedDimension[] =>
  column ? [{ column, by, values: [] }] : [];
const byGroup: Readonly<Record<string, PublishedDimension>> = {
  sex: "sex",
  state: "state",
  facility: "facility",
  code: "kind",
  method: "kind",
};
const grouped = (groupBy: string | undefined) => {
  const by = groupBy === undefined ? undefined : byGroup[groupBy];
  return groupBy !== undefined && by ? open(groupColumns[groupBy], by) : [];
};

const bandValues = ageBands.map((_, index) => String(index));
const sizeValues = sizes.map((_, index) => String(index - 1));
const positionValues = positions.map((_, index) => String(index - 1));
const positionColumn = dimensionColumn("position", "Position");

function balanceDimensions(groupBy: string | undefined): ProtectedDimension[] {
  const label = (value: string) => positionOf(Number(value));
  const position = { column: positionColumn, by: "position" as const, values: positionValues, label };
  if (groupBy !== undefined) return [...(groupBy === "facility" ? grouped(groupBy) : []), position];
  const column = dimensionColumn("size", "Balance");
  const labelOfSize = (value: string) => sizes[Number(value) + 1] ?? "";
  const implied = { column: positionColumn, label };
  return [{ column, by: "size", values: sizeValues, label: labelOfSize, implied }];
}

export const protectedReports: Readonly<Record<ReportName, ProtectedReport>> = {
  registrations: {
    measures: [{ column: countColumn("Patients registered"), kinds: of("registration") }],
    dimensions: grouped,
    money: false,
  },
  "age-sex": {
    measures: [{ column: countColumn("Patients"), kinds: of("age") }],
    dimensions: () => [
      {
        column: dimensionColumn("age", "Age in years"),
        by: "ageBand",
        values: bandValues,
        label: (value) => ageBands[Number(value)] ?? unknownAge,
      },
      { column: dimensionColumn("sex", "Sex"), by: "sex", values: ["female", "male"] },
    ],
    money: false,
  },
  geography: {
    measures: [{ column: countColumn("Patients"), kinds: of("state") }],
    dimensions: () => open(groupColumns.state, "state"),
    money: false,
  },
  charges: {
    measures: [
      { column: moneyColumn("amount", "Charged"), kinds: of("charge") },
      { column: countColumn("Charges"), kinds: of("charge") },
    ],
    dimensions: grouped,
    money: true,
  },
  payments: {
    measures: [
      { column: moneyColumn("amount", "Paid"), kinds: of("payment") },
      { column: moneyColumn("refunded", "Refunded"), kinds: of("refund") },
      { column: moneyColumn("net", "Paid less refunded"), kinds: [...of("payment"), { kind: "refund", sign: -1 }] },
      { column: countColumn("Payments"), kinds: of("payment") },
    ],
    dimensions: grouped,
    money: true,
  },
  balances: {
    measures: [
      { column: moneyColumn("amount", "Sum of balances"), kinds: of("balance") },
      { column: countColumn("Accounts"), kinds: of("balance") },
    ],
    dimensions: balanceDimensions,
    money: true,
  },
};
