/** One's own takings of a day, as far as the server tells them. */
import type { Money } from "@pms/contracts/http/common";
import { queryOptions } from "@tanstack/react-query";
import { read } from "../../lib/api.ts";

export type Taking = { method: string; count: number; amount: Money };

function isTaking(value: unknown): value is Taking {
  if (typeof value !== "object" || value === null) return false;
  const { method, count, amount } = value as Partial<Taking>;
  return typeof method === "string" && typeof count === "number" && typeof amount?.amountMinor === "number";
}

/** Sums by method: a cashier may have worked at several facilities. */
export function byMethod(rows: readonly Taking[]): Taking[] {
  const sums = new Map<string, Taking>();
  for (const { method, count, amount } of rows) {
    const key = `${method} ${amount.currency}`;
    const before = sums.get(key);
    sums.set(key, {
      method,
      count: count + (before?.count ?? 0),
      amount: { ...amount, amountMinor: amount.amountMinor + (before?.amount.amountMinor ?? 0) },
    });
  }
  return [...sums.values()];
}

/** Undefined where the server keeps no takings, or tells them to others only. */
export function ownTakings(date: string) {
  return queryOptions({
    queryKey: ["takings", date, "me"],
    queryFn: async ({ signal }) => {
      const answer = await read(`/api/billing/takings?date=${encodeURIComponent(date)}&cashier=me`, signal);
      const rows = (answer as { data?: unknown[] } | undefined)?.data;
      return Array.isArray(rows) ? byMethod(rows.filter(isTaking)) : null;
    },
    staleTime: 30_000,
  });
}
