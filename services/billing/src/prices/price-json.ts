import { randomUUIDv7 } from "node:crypto";
import type { Price, PriceQuote, PriceWrite } from "@pms/contracts/billing/prices";
import { moneyOf } from "../ledger/money.ts";
import type { PriceRow } from "./store/prices.ts";

export function priceJson(row: PriceRow): Price {
  const { id, code, description, category, amount_minor: amount, currency, facility_id, payer, set_by } = row;
  return {
    id,
    code,
    description,
    category,
    amount: amount === null ? null : moneyOf(amount, currency),
    currency,
    effectiveFrom: row.effective_from,
    ...(facility_id !== null && { facilityId: facility_id }),
    ...(payer !== null && { payer }),
    setAt: row.set_at.toISOString(),
    setBy: set_by,
  };
}

/** Whose price it is. */
export function scopeOf({ facility_id: facility, payer }: PriceRow): PriceQuote["scope"] {
  if (payer !== null) return facility === null ? "payer" : "payer-and-facility";
  return facility === null ? "everybody" : "facility";
}

/** @param stamp who sets it and when, and the currency where none is named */
export function priceRow(wanted: PriceWrite, stamp: { setAt: Date; setBy: string; currency: string }): PriceRow {
  const { code, description, category, amount, effectiveFrom, facilityId, payer } = wanted;
  return {
    id: randomUUIDv7(),
    code,
    description,
    category,
    amount_minor: amount === null ? null : BigInt(amount.amountMinor),
    currency: amount?.currency ?? wanted.currency ?? stamp.currency,
    effective_from: effectiveFrom,
    facility_id: facilityId?.toLowerCase() ?? null,
    payer: payer ?? null,
    set_at: stamp.setAt,
    set_by: stamp.setBy,
  };
}

/** Whether a row says the same of the same service: writing it would tell nobody anything. */
export function saysTheSame(one: PriceRow, other: PriceRow): boolean {
  return (
    one.amount_minor === other.amount_minor &&
    one.description === other.description &&
    one.category === other.category &&
    one.code === other.code
  );
}
