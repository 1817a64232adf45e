/** Billing accounts. */
import { type Static, Type } from "typebox";
import { Currency, Id, Instant, LocalDate, listOf, Money } from "../http/common.ts";

export const Account = Type.Object({
  id: Id,
  patientId: Id,
  facilityId: Id,
  status: Type.Enum(["active", "closed"]),
  currency: Currency,
  /** Positive: owed. Negative: in credit. */
  balance: Money,
  /** The part of the balance that a payer is expected to pay; the rest is the patient's. */
  payerBalance: Money,
  openedAt: Instant,
  version: Type.Integer(),
  /** The account that has had its balance since the records were merged; absent unless they are. */
  mergedInto: Type.Optional(Id),
  /** Of the two balances, where the request named one; everything else is as it is now. */
  asOf: Type.Optional(LocalDate),
});
export type Account = Static<typeof Account>;
/** As they were opened, or those that owe most first. */
export const accountSorts = ["openedAt", "-balance"] as const;

export const AccountList = listOf(Account);
