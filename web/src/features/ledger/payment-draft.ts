/** What a typed payment means, in minor units; nothing here rounds. */
import type { Account, Payment, PaymentMethod } from "@pms/contracts/billing";
import type { Static } from "typebox";
import { parseMoney } from "../../lib/money.ts";

export type PaymentDraft = {
  amount?: string;
  method?: Static<typeof PaymentMethod>;
  received?: string;
  reference?: string;
};
export type ReadPayment = {
  amountMinor?: number;
  amountProblem?: string;
  receivedProblem?: string;
  /** Cash to hand back. */
  changeMinor?: number;
  /** What the account is then in credit by, when more is paid than is owed. */
  creditMinor: number;
  /** Present when it may be posted. */
  payment?: Payment;
};

/** Change is due in cash only, and only once enough was received. */
export function readPayment(draft: PaymentDraft, account: Pick<Account, "balance" | "currency">): ReadPayment {
  const { currency } = account;
  const amount = parseMoney(draft.amount ?? "", currency);
  if ("problem" in amount) return { amountProblem: amount.problem, creditMinor: 0 };
  const { amountMinor } = amount;
  const creditMinor = Math.max(0, amountMinor - account.balance.amountMinor);
  const read: ReadPayment = { amountMinor, creditMinor };
  if (draft.method === "cash" && draft.received?.trim()) {
    const received = parseMoney(draft.received, currency);
    if ("problem" in received) return { ...read, receivedProblem: received.problem };
    if (received.amountMinor < amountMinor) return { ...read, receivedProblem: "Less than the amount was received" };
    read.changeMinor = received.amountMinor - amountMinor;
  }
  if (!draft.method) return read;
  const reference = draft.reference?.trim();
  return {
    ...read,
    payment: { amount: { amountMinor, currency }, method: draft.method, ...(reference && { reference }) },
  };
}
