/** `GET /api/billing/aging`: what is owed, by how long ago it was charged. */
import { type Static, Type } from "typebox";
import { Currency, describedDate, Id, LocalDate, listOf, Money, PageQuery } from "../http/common.ts";

export const AgingQuery = Type.Object({
  asOf: Type.Optional(describedDate("At the end of this effective date; absent: today in UTC")),
  bucketDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })),
  facilityId: Type.Optional(Id),
});
export type AgingQuery = Static<typeof AgingQuery>;

const AgingBucket = Type.Object({
  fromDays: Type.Integer(),
  /** Absent of the last one. */
  toDays: Type.Optional(Type.Integer()),
  /** Accounts that owe something of this age. */
  accounts: Type.Integer(),
  amount: Money,
});
export type AgingBucket = Static<typeof AgingBucket>;

const AgingOfCurrency = Type.Object({
  currency: Currency,
  buckets: Type.Array(AgingBucket),
  /** The sum of the buckets. */
  owed: Money,
  accounts: Type.Integer(),
  /** Accounts that have paid more than they owed; as a positive amount. */
  credits: Type.Object({ accounts: Type.Integer(), amount: Money }),
});
export const Aging = Type.Object({
  asOf: LocalDate,
  bucketDays: Type.Integer(),
  currencies: Type.Array(AgingOfCurrency),
});
export type Aging = Static<typeof Aging>;

export const OwingQuery = Type.Object({
  limit: PageQuery.limit,
  cursor: PageQuery.cursor,
  asOf: AgingQuery.properties.asOf,
  facilityId: AgingQuery.properties.facilityId,
  minDays: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 36_600,
      default: 0,
      description: "Only who owes something since at least so many days",
    }),
  ),
});
export type OwingQuery = Static<typeof OwingQuery>;

export const OwingAccount = Type.Object({
  accountId: Id,
  patientId: Id,
  facilityId: Id,
  /** The effective date of the oldest charge that is not paid. */
  oldestOn: LocalDate,
  /** All that is unpaid. */
  owed: Money,
});
export type OwingAccount = Static<typeof OwingAccount>;
export const OwingAccountList = listOf(OwingAccount);
