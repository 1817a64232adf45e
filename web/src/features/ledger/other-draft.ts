/** What a typed adjustment, refund or transfer means. */
import type { Account } from "@pms/contracts/billing/accounts";
import type { Adjustment, Refund, Transfer } from "@pms/contracts/billing/postings";
import type { Responsibility } from "@pms/contracts/billing/terms";
import { codePattern } from "@pms/contracts/text/patterns";
import { t } from "../../i18n/i18n.ts";
import { parseMoney } from "../../lib/money.ts";
import type { methodWords } from "../../patient/ledger-words.ts";

export const otherKinds = ["adjustment", "refund", "transfer"] as const;
export type OtherKind = (typeof otherKinds)[number];
export type OtherDraft = {
  amount?: string;
  direction?: string;
  method?: keyof typeof methodWords;
  reason?: string;
  otherReason?: string;
  responsibility?: Responsibility;
  note?: string;
};
export type OtherProblems = Partial<Record<keyof OtherDraft, string>>;
/** The body by the path that it goes to; none while something is to be corrected. */
export type OtherPosting =
  | { path: "adjustments"; body: Adjustment }
  | { path: "refunds"; body: Refund }
  | { path: "transfers"; body: Transfer };

/** A reason that is not among the common ones is typed as a code. */
export const anotherReason = "another";

export function readOther(
  kind: OtherKind,
  draft: OtherDraft,
  { currency, today }: Pick<Account, "currency"> & { today: string },
): { problems: OtherProblems; amountMinor?: number; posting?: OtherPosting } {
  const amount = parseMoney(draft.amount ?? "", currency);
  const reasonCode = (draft.reason === anotherReason ? draft.otherReason : draft.reason)?.trim() ?? "";
  const { direction, method } = draft;
  const problems: OtherProblems = {
    ...("problem" in amount && { amount: amount.problem }),
    ...(kind !== "refund" && !direction && { direction: t("Choose which way") }),
    ...(kind === "refund" && !method && { method: t("Choose how it is given back") }),
    ...reasonProblem(kind, draft, reasonCode),
  };
  const amountMinor = "problem" in amount ? undefined : amount.amountMinor;
  if (amountMinor === undefined || Object.keys(problems).length > 0)
    return { problems, ...(amountMinor !== undefined && { amountMinor }) };
  const note = draft.note?.trim();
  const common = { amount: { amountMinor, currency }, effectiveOn: today, ...(note && { note }) };
  const { responsibility = "patient" } = draft;
  return { problems, amountMinor, posting: postingOf(kind, { common, reasonCode, responsibility, direction, method }) };
}

function reasonProblem(kind: OtherKind, draft: OtherDraft, code: string): OtherProblems {
  if (code === "" && !draft.reason) return kind === "transfer" ? {} : { reason: t("Choose the reason") };
  if (draft.reason !== anotherReason || new RegExp(codePattern).test(code)) return {};
  return { otherReason: t("Enter the reason as a code: letters, digits, no blanks") };
}

type Parts = {
  common: { amount: Adjustment["amount"]; effectiveOn: string; note?: string };
  reasonCode: string;
  responsibility: Responsibility;
  direction: string | undefined;
  method: OtherDraft["method"];
};

function postingOf(kind: OtherKind, { common, reasonCode, responsibility, direction, method }: Parts): OtherPosting {
  if (kind === "adjustment") {
    const body = { ...common, direction: direction as Adjustment["direction"], reasonCode, responsibility };
    return { path: "adjustments", body };
  }
  if (kind === "refund")
    return { path: "refunds", body: { ...common, method: method ?? "cash", reasonCode, responsibility } };
  const to = direction as Transfer["direction"];
  return { path: "transfers", body: { ...common, direction: to, ...(reasonCode && { reasonCode }) } };
}
