import {
  type Column,
  countColumn,
  dimensionColumn,
  groupColumns,
  moneyColumn,
  type ReportTable,
  toCount,
  toMoney,
} from "../query/report-table.ts";
import { positionOf, sizes } from "./balance-classes.ts";
import type { ReportContext } from "./context.ts";
import { type BalanceCell, readBalances } from "./store/read-balances.ts";

export async function balances({ db, slot, filters, currency }: ReportContext): Promise<ReportTable> {
  const { groupBy, facilities } = filters;
  const cells = await readBalances(db, { slot, facilities, byFacility: groupBy === "facility" });
  const currencies = cells.length > 0 ? [...new Set(cells.map((cell) => cell.currency))] : [currency];
  const facilityIds = groupBy === "facility" ? [...new Set(cells.map((cell) => cell.facilityId))] : [""];
  const classes = groupBy === undefined ? sizes.map((_, index) => index - 1) : [-1, 0, 1];
  const rows = facilityIds.flatMap((facilityId) =>
    currencies.flatMap((of) =>
      classes.map((size) => {
        const inRow = cells.filter(
          (cell) =>
            cell.facilityId === facilityId &&
            cell.currency === of &&
            (groupBy === undefined ? cell.size === size : positionOf(cell.size) === positionOf(size)),
        );
        const labels = {
          ...(groupBy === "facility" && { facilityId }),
          position: positionOf(size),
          ...(groupBy === undefined && { size: sizes[size + 1] }),
        };
        return toRow(labels, inRow, of);
      }),
    ),
  );
  return { columns: columnsFor(groupBy), rows };
}

function toRow(labels: Record<string, unknown>, cells: readonly BalanceCell[], currency: string) {
  const amountMinor = cells.reduce((sum, cell) => sum + cell.amountMinor, 0n);
  const count = toCount(cells.reduce((sum, cell) => sum + cell.accounts, 0n));
  return { values: { ...labels, amount: toMoney(amountMinor, currency), count } };
}

function columnsFor(groupBy: string | undefined): Column[] {
  const { facility } = groupColumns;
  return [
    ...(groupBy === "facility" && facility ? [facility] : []),
    dimensionColumn("position", "Position"),
    ...(groupBy === undefined ? [dimensionColumn("size", "Balance")] : []),
    moneyColumn("amount", "Sum of balances"),
    countColumn("Accounts"),
  ];
}
