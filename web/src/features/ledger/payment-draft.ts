/** What a typed payment means, in minor units; nothing here rounds. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Payment } from "@pms/contracts/billing/postings";
import type { PaymentPurpose } from "@pms/contracts/billing/terms";
import { t } from "../../i18n/i18n.ts";
import { parseMoney } from "../../lib/money.ts";
import type { methodWords } from "../../patient/ledger-words.ts";

export type PaymentDraft = {
  amount?: string;
  method?: keyof typeof methodWords;
  received?: string;
  reference?: string;
  purpose?: PaymentPurpose | "";
};
export type ReadPayment = {
  amountMinor?: number;
  amountProblem?: string;
  receivedProblem?: string;
  /** Cash to hand back. */
  changeMinor?: number;
  /** What the patient is then in credit by, when more is paid than is theirs to pay. */
  creditMinor: number;
  /** Present when it may be posted. */
  payment?: Payment;
};

type Owed = Pick<Account, "balance" | "payerBalance" | "currency">;

/**
 * What the patient owes: the balance without the part that a payer is to pay. Negative in credit.
 */
export function patientPartMinor({ balance, payerBalance }: Omit<Owed, "currency">): number {
  return balance.amountMinor - payerBalance.amountMinor;
}

/**
 * Change is due in cash only, and only once enough was received. `today` is the facility’s date:
 * the payment’s.
 */
export function readPayment(draft: PaymentDraft, account: Owed, today: string): ReadPayment {
  const { currency } = account;
  const amount = parseMoney(draft.amount ?? "", currency);
  if ("problem" in amount) return { amountProblem: amount.problem, creditMinor: 0 };
  const { amountMinor } = amount;
  const creditMinor = Math.max(0, amountMinor - patientPartMinor(account));
  const read: ReadPayment = { amountMinor, creditMinor };
  let tendered: Pick<Payment, "tendered"> = {};
  if (draft.method === "cash" && draft.received?.trim()) {
    const received = parseMoney(draft.received, currency);
    if ("problem" in received) return { ...read, receivedProblem: received.problem };
    if (received.amountMinor < amountMinor) return { ...read, receivedProblem: t("Less than the amount was received") };
    read.changeMinor = received.amountMinor - amountMinor;
    tendered = { tendered: { amountMinor: received.amountMinor, currency } };
  }
  if (!draft.method) return read;
  const facts = { ...factsOf(draft), ...tendered };
  return {
    ...read,
    payment: { amount: { amountMinor, currency }, method: draft.method, receivedOn: today, ...facts },
  };
}

function factsOf({ reference, purpose }: PaymentDraft): Pick<Payment, "reference" | "purpose"> {
  const text = reference?.trim();
  return { ...(text && { reference: text }), ...(purpose && { purpose }) };
}
