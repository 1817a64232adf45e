/** The forms of a ledger, of which one is open at a time. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Patient } from "@pms/contracts/patients/patient";
import { ChargeDrawer } from "./charge-drawer.tsx";
import { CorrectDrawer } from "./correct-drawer.tsx";
import { rowSelector } from "./ledger-row.tsx";
import { OtherDrawer } from "./other-drawer.tsx";
import { PaymentDrawer } from "./payment-drawer.tsx";
import { ReverseDialog } from "./reverse-dialog.tsx";
import { StatementDrawer } from "./statement-drawer.tsx";
import { TransactionDrawer } from "./transaction-drawer.tsx";
import type { LedgerForms } from "./use-ledger-forms.ts";

type Props = { patient: Patient; account: Account; forms: LedgerForms };

export function LedgerDrawers({ patient, account, forms }: Props) {
  const { open, finish } = forms;
  return (
    <>
      <ChargeDrawer opened={open?.form === "charge"} onClose={finish} patient={patient} account={account} />
      <PaymentDrawer opened={open?.form === "payment"} onClose={finish} patient={patient} account={account} />
      {(open?.form === "adjustment" || open?.form === "refund" || open?.form === "transfer") && (
        <OtherDrawer
          key={open.form}
          kind={open.form}
          patient={patient}
          account={account}
          onDone={finish}
          onClose={() => forms.close()}
        />
      )}
      {open?.form === "statement" && (
        <StatementDrawer patient={patient} account={account} onClose={() => forms.close("h1")} />
      )}
      {open && "row" in open && <OfRow patient={patient} account={account} forms={forms} open={open} />}
    </>
  );
}

type OfRowProps = Props & { open: Extract<LedgerForms["open"], { row: unknown }> };

function OfRow({ patient, account, forms, open: { form, row } }: OfRowProps) {
  const { close, finish, setOpen } = forms;
  const back = () => close(rowSelector(row.id));
  if (form === "reverse") {
    return (
      <ReverseDialog
        transaction={row}
        patient={patient}
        onDone={() => close("h1")}
        onCancel={() => close(`[data-transaction="${row.id}"] [aria-haspopup]`)}
      />
    );
  }
  if (form === "correct") {
    return <CorrectDrawer transaction={row} patient={patient} account={account} onDone={finish} onClose={back} />;
  }
  return (
    <TransactionDrawer
      transaction={row}
      patient={patient}
      receipt={form === "receipt"}
      onAct={(next, action) => setOpen({ form: action, row: next })}
      onClose={back}
    />
  );
}
