/** `GET /api/billing/takings`: what was taken on a day, by method, cashier and facility. */
import { type Static, Type } from "typebox";
import { Currency, describedDate, Id, Instant, LocalDate, Money } from "../http/common.ts";

export const TakingsQuery = Type.Object({
  date: Type.Optional(
    describedDate(
      "The day on which it was posted, in the time zone of each facility; a payment that is dated back counts when it is posted. Absent: the present day of each facility",
    ),
  ),
  facilityId: Type.Optional(Id),
  cashier: Type.Optional(
    Type.Union([Type.Literal("me"), Id], {
      description: "`me`: the caller. The user who took or paid back; of a reversal, who posted what it undoes",
    }),
  ),
});
export type TakingsQuery = Static<typeof TakingsQuery>;

const CountAndSum = Type.Object({ count: Type.Integer({ minimum: 0 }), amount: Money });
const sums = {
  currency: Currency,
  /** Payments posted on the day, how many and how much. */
  ...CountAndSum.properties,
  /** Refunds posted on the day. */
  paidBack: CountAndSum,
  /** Reversals posted on the day: of payments, less those of refunds. */
  reversed: CountAndSum,
  /** Taken, less what was paid back and reversed. */
  net: Money,
};
export const TakingsSums = Type.Object(sums);
export type TakingsSums = Static<typeof TakingsSums>;

const Cashier = Type.Object({ id: Type.String() });
export const TakingsRow = Type.Object({ facilityId: Id, cashier: Cashier, method: Type.String(), ...sums });
export type TakingsRow = Static<typeof TakingsRow>;

/** The day of a facility: what was posted from `from` on and before `to`. */
const FacilityDay = Type.Object({
  facilityId: Id,
  timeZone: Type.String(),
  date: LocalDate,
  from: Instant,
  to: Instant,
});

export const Takings = Type.Object({
  asOf: Instant,
  days: Type.Array(FacilityDay),
  rows: Type.Array(TakingsRow),
  /** The rows again, summed up by one thing at a time, and all together by currency. */
  totals: Type.Object({
    methods: Type.Array(Type.Object({ method: Type.String(), ...sums })),
    cashiers: Type.Array(Type.Object({ cashier: Cashier, ...sums })),
    facilities: Type.Array(Type.Object({ facilityId: Id, ...sums })),
    all: Type.Array(TakingsSums),
  }),
});
export type Takings = Static<typeof Takings>;
