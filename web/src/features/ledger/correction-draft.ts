/** What is posted in the place of what was wrong: the form begins as it was posted. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Correction } from "@pms/contracts/billing/postings";
import type { PaymentPurpose } from "@pms/contracts/billing/terms";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { t } from "../../i18n/i18n.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { decimalString, parseMoney } from "../../lib/money.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import type { Reading } from "../../patient/form-values.ts";
import type { methodWords } from "../../patient/ledger-words.ts";
import { readCharge } from "./charge-draft.ts";

export type CorrectionDraft = {
  reason?: string;
  amount: string;
  date: string;
  code?: string;
  description?: string;
  method?: keyof typeof methodWords | "";
  reference?: string;
  purpose?: PaymentPurpose | "";
};
export type CorrectionProblems = Partial<Record<keyof CorrectionDraft, string>>;
export type ReadCorrection = { problems: CorrectionProblems; correction?: Correction };

export function draftOf(row: LedgerTransaction): CorrectionDraft {
  return {
    amount: decimalString(row.amount.amountMinor, row.amount.currency),
    date: formatIdentityDate(row.effectiveOn),
    code: row.code ?? "",
    description: row.description ?? "",
    method: row.method === "copay" ? "" : ((row.method ?? "") as keyof typeof methodWords),
    reference: row.reference ?? "",
    purpose: row.purpose ?? "",
  };
}

/** Units, facility and whose part it is stay what they were. */
export function readCorrection(
  draft: CorrectionDraft,
  row: LedgerTransaction,
  { account, reading }: { account: Pick<Account, "currency">; reading: Reading },
): ReadCorrection {
  const reason = draft.reason?.trim() ?? "";
  const why: CorrectionProblems = reason === "" ? { reason: t("Say what was wrong") } : {};
  const { responsibility } = row;
  const kept = { ...(responsibility && { responsibility }) };
  if (row.type === "charge") {
    const { problems, charge } = readCharge({ ...draft, serviceDate: draft.date }, account, reading);
    const { serviceDate, ...others } = problems;
    const all = { ...why, ...others, ...(serviceDate && { date: serviceDate }) };
    if (!charge || Object.keys(all).length > 0) return { problems: all };
    const units = row.units !== undefined ? { units: row.units } : {};
    return {
      problems: {},
      correction: { reason, effectiveOn: reading.today, charge: { ...charge, ...units, ...kept } },
    };
  }
  const amount = parseMoney(draft.amount, account.currency);
  const date = parseExactDate(draft.date, reading.order, reading.today, "date");
  const { method, purpose, reference = "" } = draft;
  const problems = {
    ...why,
    ...("problem" in amount && { amount: amount.problem }),
    ...("problem" in date && { date: date.problem }),
    ...(!method && { method: t("Choose how it was paid") }),
  };
  if (Object.keys(problems).length > 0 || "problem" in amount || "problem" in date || !method) return { problems };
  const payment = {
    amount: { amountMinor: amount.amountMinor, currency: account.currency },
    method,
    receivedOn: date.date,
    ...(reference.trim() && { reference: reference.trim() }),
    ...(purpose && { purpose }),
    ...kept,
  };
  return { problems, correction: { reason, effectiveOn: reading.today, payment } };
}
