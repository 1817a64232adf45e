/** The chart of accounts, and which of its accounts an act is posted to. */

/** As an accountant reads it. `account` is its name in entries: a kind, and what it is told apart by. */
export type ChartAccount = {
  account: string;
  number: string;
  name: string;
  type: string;
  normalSide: string;
  closedAt: Date | null;
};
/** What a rule looks at is a payment's or refund's method, an adjustment's reason, a charge's code. */
export type ChartRule = { act: RuledAct; pattern: string; account: string };
export type RuledAct = "payment" | "adjustment" | "charge";

export type Chart = {
  accounts: readonly ChartAccount[];
  rules: readonly ChartRule[];
  /** The account of the act's first rule that fits, whatever the case of the letters. */
  accountFor(act: RuledAct, told: string | null): string;
};

/** @param rules in the order in which they count; the last of each act fits everything */
export function chartOf(accounts: readonly ChartAccount[], rules: readonly ChartRule[]): Chart {
  const compiled = rules.map((rule) => ({ ...rule, fits: new RegExp(rule.pattern, "i") }));
  return {
    accounts,
    rules,
    accountFor(act, told) {
      const rule = compiled.find((each) => each.act === act && each.fits.test(told ?? ""));
      if (!rule) throw new Error(`The chart has no rule for every ${act}`);
      return rule.account;
    },
  };
}

/** Whether what stands on the account is owed to the clinic, by whomever. */
export const isReceivable = (account: string): boolean => account.startsWith("receivable:");
/** One account for all payers, or one each. */
export const isPayersReceivable = (account: string): boolean => /^receivable:payer(:|$)/.test(account);
/** Before the chart all money was of one account. */
export const isCash = (account: string): boolean => /^cash(:|$)/.test(account);
