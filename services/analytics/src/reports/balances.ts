import type { ReportContext } from "../measures/report-context.ts";
import { type BalanceCell, readBalances } from "../measures/store/read-balances.ts";
import { cellsOf, groupDimensions, type ProtectedDimension } from "../protected/protected-form.ts";
import {
  countColumn,
  dimensionColumn,
  type Grouping,
  groupColumns,
  moneyColumn,
  type ReportTable,
  toCount,
  toMoney,
} from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const { facility, position } = groupColumns;
const size = dimensionColumn("size", "Balance");
const amount = moneyColumn("amount", "Sum of balances");
const count = countColumn("Accounts");

/** Classes of size as the database numbers them from -1 (`balance_size`), in major units. */
const sizes: readonly string[] = [
  "in credit",
  "0.00",
  "0.01–100.00",
  "100.01–500.00",
  "500.01–1,000.00",
  "1,000.01–5,000.00",
  "over 5,000.00",
];
const positions: readonly string[] = ["in credit", "settled", "owed"];
const classesOf = (names: readonly string[]): number[] => names.map((_, index) => index - 1);

function positionOf(sizeClass: number): string {
  return positions[Math.min(sizeClass, 1) + 1] ?? "";
}

export const balances: ReportDefinition = {
  name: "balances",
  title: "Account balances",
  description:
    "Accounts by what is owed (above zero) or in credit (below zero), in classes of size, as of now; by `groupBy=position` the two totals alone. The sum is billing's sum of balances.",
  groupBy: ["position", "facility"],
  span: "now",
  instants: false,
  read: balanceTable,
  protectedForm: {
    measures: [
      { column: amount, kinds: cellsOf("balance") },
      { column: count, kinds: cellsOf("balance") },
    ],
    dimensions: protectedDimensions,
    money: true,
  },
  chart: (groupBy) => ({
    kind: "ranking",
    measure: "count",
    label: groupBy === "facility" ? "facilityId" : groupBy === "position" ? "position" : "size",
    order: "given",
  }),
};

/** A row of every class for each facility, where these are asked for, and currency. */
async function balanceTable({ db, slot, filters, currency }: ReportContext): Promise<ReportTable> {
  const { groupBy, facilities } = filters;
  const byFacility = groupBy === "facility";
  const bySize = groupBy === undefined;
  const cells = await readBalances(db, { slot, facilities, byFacility });
  const currencies = cells.length > 0 ? [...new Set(cells.map((cell) => cell.currency))] : [currency];
  const facilityIds = byFacility ? [...new Set(cells.map((cell) => cell.facilityId))] : [""];
  const classOf = (cell: BalanceCell) => (bySize ? cell.size : Math.min(cell.size, 1));
  const rows = facilityIds.flatMap((facilityId) =>
    currencies.flatMap((of) =>
      classesOf(bySize ? sizes : positions).map((sizeClass) => {
        const inRow = cells.filter(
          (cell) => cell.facilityId === facilityId && cell.currency === of && classOf(cell) === sizeClass,
        );
        const labels = {
          ...(byFacility && { facilityId }),
          position: positionOf(sizeClass),
          ...(bySize && { size: sizes[sizeClass + 1] }),
        };
        return { values: { ...labels, ...sumOf(inRow, of) } };
      }),
    ),
  );
  return {
    columns: [...(byFacility ? [facility] : []), position, ...(bySize ? [size] : []), amount, count],
    rows,
  };
}

function sumOf(cells: readonly BalanceCell[], currency: string) {
  const amountMinor = cells.reduce((sum, cell) => sum + cell.amountMinor, 0n);
  const accounts = toCount(cells.reduce((sum, cell) => sum + cell.accounts, 0n));
  return { amount: toMoney(amountMinor, currency), count: accounts };
}

/** The published cells name the classes by the same numbers. */
function protectedDimensions(groupBy: Grouping | undefined): ProtectedDimension[] {
  const label = (value: string) => positionOf(Number(value));
  if (groupBy !== undefined) {
    const values = classesOf(positions).map(String);
    return [...groupDimensions(groupBy), { column: position, dividedBy: "position", values, label }];
  }
  const values = classesOf(sizes).map(String);
  const labelOfSize = (value: string) => sizes[Number(value) + 1] ?? "";
  const implied = { column: position, label };
  return [{ column: size, dividedBy: "size", values, label: labelOfSize, implied }];
}
