/** Which takings are shown, as the address says it: no person in it but a user's id. */

export type TakingsSearch = {
  /** `YYYY-MM-DD`; the present day of each facility where it is absent. */
  date?: string;
  facility?: string;
  cashier?: string;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the address says, without what can't be meant. */
export function readTakingsSearch({ date, facility, cashier }: Record<string, unknown>): TakingsSearch {
  const isId = (value: unknown): value is string => typeof value === "string" && uuid.test(value);
  return {
    ...(typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) && { date }),
    ...(isId(facility) && { facility }),
    ...((cashier === "me" || isId(cashier)) && { cashier }),
  };
}
