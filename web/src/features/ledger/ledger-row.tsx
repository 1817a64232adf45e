import { ActionIcon, Menu } from "@mantine/core";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { DownIcon } from "../../components/icons.tsx";
import rowClasses from "../../components/rows.module.css";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import classes from "../../patient/ledger.module.css";
import { typeWords } from "../../patient/ledger-words.ts";
import { useMay } from "../../session/session.ts";
import {
  describeMethod,
  describeTransaction,
  hasReceipt,
  isCorrectable,
  isReversible,
  sideOf,
} from "./transaction-words.ts";

export type RowAction = "details" | "receipt" | "correct" | "reverse";

type Props = {
  row: LedgerTransaction;
  isNewest: boolean;
  marked: boolean;
  /** The number of another transaction, where it is among the rows. */
  numberOf: (id: string) => number | undefined;
  onAct: (row: LedgerTransaction, action: RowAction) => void;
};

/** Where a transaction stands on the page. */
export const rowSelector = (id: string) => `[data-transaction="${id}"] [data-row]`;

function goToRow(id: string): void {
  const link = document.querySelector<HTMLElement>(rowSelector(id));
  link?.scrollIntoView({ block: "center" });
  link?.focus();
}

export function LedgerRow({ row, isNewest, marked, numberOf, onAct }: Props) {
  const { date, money, ledgerBalance } = useFormats();
  const side = sideOf(row);
  const amount = <span className={classes.amount}>{money(row.amount)}</span>;
  const states = [row.reversedBy && classes.reversed, marked && classes.marked, isNewest && classes.newest];
  return (
    <tr
      className={[rowClasses.link, ...states].filter(Boolean).join(" ")}
      data-transaction={row.id}
      aria-current={marked || undefined}
    >
      <td className={`tabular ${classes.number}`}>{row.number}</td>
      <td className={`tabular ${rowClasses.fixed}`}>{date(row.effectiveOn)}</td>
      <td>
        <button type="button" className={classes.open} data-row onClick={() => onAct(row, "details")}>
          {typeWords[row.type]}
        </button>
      </td>
      <td data-wide>
        {describeTransaction(row) && <bdi className={classes.what}>{describeTransaction(row)}</bdi>}
        {row.type === "transfer" && <span> {money(row.amount)}</span>}
        <OtherSide row={row} numberOf={numberOf} />
        {row.note && <span className={classes.note}>{row.note}</span>}
      </td>
      <td className={classes.method}>{describeMethod(row)}</td>
      <td className={rowClasses.right} data-label={side === "charge" ? t("Charge") : undefined}>
        {side === "charge" && amount}
      </td>
      <td className={rowClasses.right} data-label={side === "credit" ? t("Credit") : undefined}>
        {side === "credit" && amount}
      </td>
      <td className={`${rowClasses.right} ${classes.balance}`} data-balance data-label={t("Balance")}>
        <span>{ledgerBalance(row.balanceAfter)}</span>
      </td>
      <td className={classes.above}>
        <RowMenu row={row} onAct={onAct} />
      </td>
    </tr>
  );
}

/** A reversal and its original lead to each other. */
function OtherSide({ row, numberOf }: Pick<Props, "row" | "numberOf">) {
  const other = row.reversedBy ?? row.reversalOf;
  if (!other) return null;
  const number = numberOf(other);
  const words = otherSideWords(row.reversedBy !== undefined, number);
  if (number === undefined) return <span className={classes.link}>{words}</span>;
  return (
    <button type="button" className={`${classes.link} ${classes.above}`} onClick={() => goToRow(other)}>
      {words}
    </button>
  );
}

function otherSideWords(isReversed: boolean, number: number | undefined): string {
  if (number === undefined) return isReversed ? t("Reversed by an earlier posting") : t("Reverses an earlier posting");
  return isReversed ? t("Reversed by No. {number}", { number }) : t("Reverses No. {number}", { number });
}

function RowMenu({ row, onAct }: Pick<Props, "row" | "onAct">) {
  const may = useMay();
  const corrects = may("billing:adjust");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" c="inherit" aria-label={t("{type}: actions", { type: typeWords[row.type] })}>
          <DownIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct(row, "details")}>{t("Details")}</Menu.Item>
        {hasReceipt(row) && <Menu.Item onClick={() => onAct(row, "receipt")}>{t("Receipt again")}</Menu.Item>}
        {corrects && (row.type === "adjustment" || may("billing:post")) && isCorrectable(row) && (
          <Menu.Item onClick={() => onAct(row, "correct")}>{t("Correct…")}</Menu.Item>
        )}
        {corrects && isReversible(row) && <Menu.Item onClick={() => onAct(row, "reverse")}>{t("Reverse…")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
