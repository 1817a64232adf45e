/** Which trial balance is shown, as the address says it. */

export type TrialBalanceSearch = {
  /** `YYYY-MM-DD`; today where it is absent. */
  asOf?: string;
  currency?: string;
  facility?: string;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the address says, without what can't be meant. */
export function readTrialBalanceSearch({ asOf, currency, facility }: Record<string, unknown>): TrialBalanceSearch {
  return {
    ...(typeof asOf === "string" && /^\d{4}-\d{2}-\d{2}$/.test(asOf) && { asOf }),
    ...(typeof currency === "string" && /^[A-Z]{3}$/.test(currency) && { currency }),
    ...(typeof facility === "string" && uuid.test(facility) && { facility }),
  };
}
