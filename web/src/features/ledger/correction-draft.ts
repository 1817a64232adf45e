/** What is posted in the place of what was wrong: the form begins as it was posted. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Correction } from "@pms/contracts/billing/postings";
import type { PaymentPurpose } from "@pms/contracts/billing/terms";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { t } from "../../i18n/i18n.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { decimalString } from "../../lib/money.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import type { Reading } from "../../patient/form-values.ts";
import { adjustmentReasons, type methodWords } from "../../patient/ledger-words.ts";
import { readCharge } from "./charge-draft.ts";
import { anotherReason, type OtherDraft, readOther } from "./other-draft.ts";
import { readPayment } from "./payment-draft.ts";

export type CorrectionDraft = {
  reason?: string;
  amount: string;
  date: string;
  code?: string;
  description?: string;
  method?: keyof typeof methodWords | "";
  received?: string;
  reference?: string;
  purpose?: PaymentPurpose | "";
  /** What an adjustment is; its amount stands in it, and `amount` is as it was. */
  adjustment?: OtherDraft;
};
export type CorrectionProblems = Partial<Record<Exclude<keyof CorrectionDraft, "adjustment">, string>> & {
  adjustment?: Partial<Record<keyof OtherDraft, string>>;
};
export type ReadCorrection = { problems: CorrectionProblems; correction?: Correction };
type Reader = { account: Pick<Account, "currency" | "balance" | "payerBalance">; reading: Reading };

export function draftOf(row: LedgerTransaction): CorrectionDraft {
  return {
    amount: decimalString(row.amount.amountMinor, row.amount.currency),
    date: formatIdentityDate(row.effectiveOn),
    code: row.code ?? "",
    description: row.description ?? "",
    method: row.method === "copay" ? "" : ((row.method ?? "") as keyof typeof methodWords),
    received: row.tendered ? decimalString(row.tendered.amountMinor, row.tendered.currency) : "",
    reference: row.reference ?? "",
    purpose: row.purpose ?? "",
    ...(row.type === "adjustment" && { adjustment: adjustmentDraftOf(row) }),
  };
}

function adjustmentDraftOf({
  amount,
  direction,
  reasonCode = "",
  responsibility,
  note,
}: LedgerTransaction): OtherDraft {
  const isCommon = Object.hasOwn(adjustmentReasons, reasonCode);
  return {
    amount: decimalString(amount.amountMinor, amount.currency),
    reason: isCommon ? reasonCode : anotherReason,
    ...(!isCommon && { otherReason: reasonCode }),
    ...(direction && { direction }),
    ...(responsibility && { responsibility }),
    ...(note && { note }),
  };
}

/** Units, facility and, but for an adjustment, whose part it is stay what they were. */
export function readCorrection(draft: CorrectionDraft, row: LedgerTransaction, reader: Reader): ReadCorrection {
  const reason = draft.reason?.trim() ?? "";
  const { problems: others, ...posted } = readInstead(draft, row, reader);
  const problems = { ...(reason === "" && { reason: t("Say what was wrong") }), ...others };
  if (Object.keys(problems).length > 0) return { problems };
  return { problems: {}, correction: { reason, effectiveOn: reader.reading.today, ...posted } };
}

type Instead = { problems: CorrectionProblems } & Pick<Correction, "charge" | "payment" | "adjustment">;

function readInstead(draft: CorrectionDraft, row: LedgerTransaction, reader: Reader): Instead {
  if (row.type === "charge") return readNewCharge(draft, row, reader);
  return row.type === "adjustment" ? readNewAdjustment(draft, reader) : readNewPayment(draft, row, reader);
}

function readNewCharge(draft: CorrectionDraft, row: LedgerTransaction, { account, reading }: Reader): Instead {
  const { problems, charge } = readCharge({ ...draft, serviceDate: draft.date }, account, reading);
  const { serviceDate, ...others } = problems;
  if (!charge) return { problems: { ...others, ...(serviceDate && { date: serviceDate }) } };
  const { units, responsibility } = row;
  const kept = { ...(units !== undefined && { units }), ...(responsibility && { responsibility }) };
  return { problems: {}, charge: { ...charge, ...kept } };
}

function readNewAdjustment(draft: CorrectionDraft, { account, reading }: Reader): Instead {
  const date = readDate(draft, reading);
  const { problems, posting } = readOther("adjustment", draft.adjustment ?? {}, { ...account, today: reading.today });
  if (posting?.path !== "adjustments" || "problem" in date)
    return {
      problems: { ...(!posting && { adjustment: problems }), ...("problem" in date && { date: date.problem }) },
    };
  return { problems: {}, adjustment: { ...posting.body, effectiveOn: date.date } };
}

function readNewPayment(draft: CorrectionDraft, { responsibility }: LedgerTransaction, reader: Reader): Instead {
  const { account, reading } = reader;
  const date = readDate(draft, reading);
  const { amount, method, received = "", reference = "", purpose = "" } = draft;
  const typed = { amount, received, reference, purpose, ...(method && { method }) };
  const { payment, amountProblem, receivedProblem } = readPayment(typed, account, reading.today);
  const problems = {
    ...(amountProblem && { amount: amountProblem }),
    ...(receivedProblem && { received: receivedProblem }),
    ...("problem" in date && { date: date.problem }),
    ...(!method && { method: t("Choose how it was paid") }),
  };
  if (!payment || "problem" in date) return { problems };
  return { problems: {}, payment: { ...payment, receivedOn: date.date, ...(responsibility && { responsibility }) } };
}

const readDate = ({ date }: CorrectionDraft, { order, today }: Reading) => parseExactDate(date, order, today, "date");
