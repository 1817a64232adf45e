/** Postings in the order in which they were posted; the balance of each row is the server's. */
import { ActionIcon, Menu } from "@mantine/core";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useCallback, useEffect, useState } from "react";
import { DownIcon } from "../../components/icons.tsx";
import rowClasses from "../../components/rows.module.css";
import { useFormats } from "../../hooks/use-formats.ts";
import { dropUnknown } from "../../lib/post-reliably.ts";
import classes from "../../patient/ledger.module.css";
import { methodWord, typeWords } from "../../patient/ledger-words.ts";
import { useMay } from "../../session/session.ts";
import { ReverseDialog, reversalOf } from "./reverse-dialog.tsx";

type Props = { rows: readonly LedgerTransaction[]; patient: Patient };

export function LedgerTable({ rows, patient }: Props) {
  const may = useMay();
  const mayReverse = may("billing:adjust");
  const [reversing, setReversing] = useState<LedgerTransaction>();
  /** Whatever closes the dialog: it was opened from a menu that is gone. */
  const close = useCallback((focusNext: string) => {
    setReversing(undefined);
    setTimeout(() => document.querySelector<HTMLElement>(focusNext)?.focus());
  }, []);
  useEffect(() => {
    // The ledger itself says what became of a reversal whose answer was lost: there is no second
    // one.
    for (const row of rows) if (row.reversedBy && dropUnknown(reversalOf(row.id))) close("h1");
  }, [rows, close]);
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={`${rowClasses.table} ${classes.ledger}`} role="table" aria-label="Ledger">
        <thead>
          <tr>
            <th scope="col">Effective</th>
            <th scope="col">Type</th>
            <th scope="col">Description, code</th>
            <th scope="col">Method, reference</th>
            <th scope="col" className={rowClasses.right}>
              Charges
            </th>
            <th scope="col" className={rowClasses.right}>
              Credits
            </th>
            <th scope="col" className={rowClasses.right}>
              Balance
            </th>
            {mayReverse && (
              <th scope="col">
                <span className="offscreen">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <LedgerRow key={row.id} row={row} onReverse={mayReverse ? () => setReversing(row) : undefined} />
          ))}
        </tbody>
      </table>
      {reversing && (
        <ReverseDialog
          transaction={reversing}
          patient={patient}
          onDone={() => close("h1")}
          onCancel={() => close(`[data-row="${reversing.id}"] button`)}
        />
      )}
    </div>
  );
}

function describe(row: LedgerTransaction): string {
  const about = [row.description, row.code, row.units && row.units > 1 ? `× ${row.units}` : undefined];
  return about.filter(Boolean).join(", ") || [row.reasonCode, row.direction].filter(Boolean).join(", ");
}

function LedgerRow({ row, onReverse }: { row: LedgerTransaction; onReverse: (() => void) | undefined }) {
  const { date, money, ledgerBalance } = useFormats();
  const delta = row.balanceDelta.amountMinor;
  const isCharge = delta > 0 || (delta === 0 && row.type === "charge");
  const isCredit = delta < 0;
  const method = [methodWord(row.method), row.reference].filter(Boolean).join(", ");
  const reversible = onReverse && !row.reversedBy && row.type !== "reversal";
  return (
    <tr className={row.reversedBy ? classes.reversed : undefined} data-row={row.id} tabIndex={-1}>
      <td className={`tabular ${rowClasses.fixed}`}>{date(row.effectiveOn)}</td>
      <td>{typeWords[row.type]}</td>
      <td data-wide>
        {describe(row) && <span className={classes.what}>{describe(row)}</span>}
        {row.type === "transfer" && <span> {money(row.amount)}</span>}
        {row.reversedBy && <span className={classes.link}>Reversed by ↓</span>}
        {row.reversalOf && <span className={classes.link}>↩ Reverses ↑</span>}
        {row.note && <span className={classes.note}>{row.note}</span>}
      </td>
      <td>{method}</td>
      <td className={rowClasses.right} data-label={isCharge ? "Charge" : undefined}>
        {isCharge && <span className={classes.amount}>{money(row.amount)}</span>}
      </td>
      <td className={rowClasses.right} data-label={isCredit ? "Credit" : undefined}>
        {isCredit && <span className={classes.amount}>{money(row.amount)}</span>}
      </td>
      <td className={`${rowClasses.right} ${classes.balance}`} data-label="Balance">
        <span>{ledgerBalance(row.balanceAfter)}</span>
      </td>
      {onReverse && (
        <td>
          {reversible && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="subtle" c="inherit" aria-label={`${typeWords[row.type]}: actions`}>
                  <DownIcon />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={onReverse}>Reverse…</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </td>
      )}
    </tr>
  );
}
