/** What a typed charge means. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Charge } from "@pms/contracts/billing/postings";
import { codePattern } from "@pms/contracts/text/patterns";
import { t } from "../../i18n/i18n.ts";
import { parseMoney } from "../../lib/money.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import type { Reading } from "../../patient/form-values.ts";

export type ChargeDraft = { amount?: string; code?: string; description?: string; serviceDate?: string };
export type ChargeProblems = Partial<Record<keyof ChargeDraft, string>>;
/** What the price list says of the code on the day, of one unit. */
export type Listed = { amountMinor: number; description: string };
export type ReadCharge = { problems: ChargeProblems; charge?: Charge };

/**
 * An amount of 0.00 is a service without charge; no amount is what the price list says, or none. A
 * service date left empty is today.
 */
export function readCharge(
  draft: ChargeDraft,
  account: Pick<Account, "currency">,
  reading: Reading,
  listed?: Listed,
): ReadCharge {
  const isLeft = listed && (draft.amount ?? "").trim() === "";
  const amount = isLeft ? listed : parseMoney(draft.amount ?? "", account.currency, { zero: "allowed" });
  const typed = draft.serviceDate?.trim() || reading.today;
  const served = parseExactDate(typed, reading.order, reading.today, "service date");
  const [code = "", description = ""] = [draft.code?.trim(), draft.description?.trim() || listed?.description];
  const problems: ChargeProblems = {
    ...(!new RegExp(codePattern).test(code) && {
      code: t("Enter the code of the service: letters, digits, no blanks"),
    }),
    ...(description === "" && { description: t("Enter what was done") }),
    ...("problem" in amount && { amount: amount.problem }),
    ...("problem" in served && { serviceDate: served.problem }),
  };
  if (Object.keys(problems).length > 0 || "problem" in amount || "problem" in served) return { problems };
  const money = { amountMinor: amount.amountMinor, currency: account.currency };
  return { problems, charge: { amount: money, code, description, serviceDate: served.date } };
}
