/** Postings as rows of fixed columns; the balance of each row is the server's. */
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import rowClasses from "../../components/rows.module.css";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import classes from "../../patient/ledger.module.css";
import { LedgerRow, type RowAction } from "./ledger-row.tsx";
import { totalsOf } from "./transaction-words.ts";

type Props = {
  /** In the order of posting, oldest first. */
  rows: readonly LedgerTransaction[];
  newestFirst: boolean;
  /** Whether these are all that were ever posted. */
  complete: boolean;
  markedId: string | undefined;
  onAct: (row: LedgerTransaction, action: RowAction) => void;
};

const columns = [
  [t("No."), "num"],
  [t("Effective"), "date"],
  [t("Type"), "type"],
  [t("Description, code"), "what"],
  [t("Method, reference"), "how"],
  [t("Charges"), "money"],
  [t("Credits"), "money"],
  [t("Balance"), "money"],
] as const;

export function LedgerTable({ rows, newestFirst, complete, markedId, onAct }: Props) {
  const newest = rows.at(-1);
  const shown = newestFirst ? rows.toReversed() : rows;
  return (
    <div className={`surface ${classes.frame}`}>
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={`${rowClasses.table} ${classes.ledger}`} role="table" aria-label={t("Ledger")}>
        <thead>
          <tr>
            {columns.map(([title, width]) => (
              <th key={title} scope="col" className={`${classes[width]} ${width === "money" ? rowClasses.right : ""}`}>
                {title}
              </th>
            ))}
            <th scope="col" className={classes.acts}>
              <span className="offscreen">{t("Actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <LedgerRow
              key={row.id}
              row={row}
              isNewest={row === newest}
              marked={row.id === markedId}
              numberOf={(id) => rows.find((other) => other.id === id)?.number}
              onAct={onAct}
            />
          ))}
        </tbody>
        {newest && <Totals rows={rows} newest={newest} complete={complete} />}
      </table>
    </div>
  );
}

function Totals({ rows, newest, complete }: Pick<Props, "rows" | "complete"> & { newest: LedgerTransaction }) {
  const { money, ledgerBalance } = useFormats();
  const { chargedMinor, creditedMinor } = totalsOf(rows);
  const show = (amountMinor: number) => money({ amountMinor, currency: newest.amount.currency });
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={4}>
          {complete
            ? t("Total")
            : t("Total of the {count, plural, one {# shown} other {# shown}}", { count: rows.length })}
        </th>
        <td className={classes.method} />
        <td className={rowClasses.right} data-label={t("Charges")}>
          {show(chargedMinor)}
        </td>
        <td className={rowClasses.right} data-label={t("Credits")}>
          {show(creditedMinor)}
        </td>
        <td className={`${rowClasses.right} ${classes.balance}`} data-label={t("Balance now")}>
          <span>{ledgerBalance(newest.balanceAfter)}</span>
        </td>
        <td className={classes.acts} />
      </tr>
    </tfoot>
  );
}
