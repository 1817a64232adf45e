/** What a typed price means. */
import type { PriceWrite } from "@pms/contracts/billing/prices";
import { codePattern } from "@pms/contracts/text/patterns";
import { t } from "../../i18n/i18n.ts";
import { parseMoney } from "../../lib/money.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import type { Reading } from "../../patient/form-values.ts";

export type PriceDraft = {
  code: string;
  description: string;
  category: string;
  amount: string;
  from: string;
  payer: string;
  facilityId: string | undefined;
  offTheList: boolean;
};
type Problems = Partial<Record<keyof PriceDraft, string>>;

/** A day left empty is today; it may be one to come. */
export function readPrice(
  draft: PriceDraft,
  currency: string,
  { order, today }: Reading,
): { problems: Problems; price?: PriceWrite } {
  const [code, description, category, payer] = [draft.code, draft.description, draft.category, draft.payer].map(
    (text) => text.trim(),
  ) as [string, string, string, string];
  const amount = draft.offTheList ? undefined : parseMoney(draft.amount, currency, { zero: "allowed" });
  const from = parseExactDate(draft.from.trim() || today, order, "2199-12-31", "day");
  const problems: Problems = {
    ...(!new RegExp(codePattern).test(code) && {
      code: t("Enter the code of the service: letters, digits, no blanks"),
    }),
    ...(description === "" && { description: t("Enter what is done") }),
    ...(category === "" && { category: t("Enter a category, such as Visits or Laboratory") }),
    ...(amount && "problem" in amount && { amount: amount.problem }),
    ...("problem" in from && { from: from.problem }),
  };
  if (Object.keys(problems).length > 0 || "problem" in from || (amount && "problem" in amount)) return { problems };
  const { facilityId } = draft;
  const price: PriceWrite = {
    ...{ code, description, category, effectiveFrom: from.date },
    ...(amount ? { amount: { amountMinor: amount.amountMinor, currency } } : { amount: null, currency }),
    ...(facilityId !== undefined && { facilityId }),
    ...(payer !== "" && { payer }),
  };
  return { problems, price };
}
