/** Shapes that every service's bodies share. The value and the type of a schema have one name. */
import { type Static, type TSchema, Type } from "typebox";
import { codePattern, currencyPattern, datePattern, partOfDatePattern } from "../text/patterns.ts";

/** UUIDv7, lower case. */
export const Id = Type.String({ format: "uuid" });

const calendarDate = { format: "date", pattern: datePattern } as const;

/** A calendar date `YYYY-MM-DD`; never an instant, never a time zone. */
export const LocalDate = Type.String(calendarDate);

/** A `LocalDate` of which OpenAPI is to say more. */
export function describedDate(description: string) {
  return Type.String({ ...calendarDate, description });
}

/** What is known of a date: a day, `1961-03-04`, a month, `1961-03`, or a year, `1961`. */
export function partialDate(description = "YYYY-MM-DD, or YYYY-MM or YYYY where no more is known") {
  return Type.String({ pattern: partOfDatePattern, "x-calendar": true, description });
}

/** ISO 8601 in UTC. */
export const Instant = Type.String({ format: "date-time" });

/** ISO 4217. */
export const Currency = Type.String({ pattern: currencyPattern, examples: ["USD"] });

/** Of a service or a reason. */
export const Code = Type.String({ maxLength: 50, pattern: codePattern });

/**
 * An amount in the currency's minor unit: cents for USD. May be negative only where a field says so
 * (balances).
 */
export const Money = Type.Object(
  {
    amountMinor: Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
    currency: Currency,
  },
  { additionalProperties: false, examples: [{ amountMinor: 7749, currency: "USD" }] },
);
export type Money = Static<typeof Money>;

/** What may be posted: more than nothing, at most 9,999,999,999.99. */
export const PositiveMoney = Type.Object(
  { amountMinor: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }), currency: Currency },
  { additionalProperties: false, examples: [{ amountMinor: 7749, currency: "USD" }] },
);
export type PositiveMoney = Static<typeof PositiveMoney>;

/** RFC 9457. `errors` names the fields of a 400 by JSON pointer. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  instance: Type.Optional(Type.String()),
  requestId: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
  /** Of `confirmation-required`: what is to be sent along in `confirm`. */
  confirm: Type.Optional(Type.Array(Type.String())),
});
export type Problem = Static<typeof Problem>;

/**
 * The price of a service: zero is a service given without charge, which is a fact worth recording;
 * a missing price is not zero.
 */
export const NonNegativeMoney = Type.Object(
  { amountMinor: Type.Integer({ minimum: 0, maximum: 999_999_999_999 }), currency: Currency },
  { additionalProperties: false, examples: [{ amountMinor: 7749, currency: "USD" }] },
);
export type NonNegativeMoney = Static<typeof NonNegativeMoney>;

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 1024 })),
  total: Type.Optional(Type.Boolean({ default: false })),
};

export const Page = Type.Object({
  nextCursor: Type.Union([Type.String(), Type.Null()]),
  limit: Type.Integer(),
  total: Type.Optional(Type.Integer()),
});
export type Page = Static<typeof Page>;

/** `{ data, page }`: how every list answers. */
export function listOf<Item extends TSchema>(item: Item) {
  return Type.Object({ data: Type.Array(item), page: Page });
}

/**
 * A row of a batch: documented as `row` and taken whatever it is, so that a wrong one is refused
 * alone and not the batch.
 */
export function checkedAlone<Row extends TSchema>(row: Row) {
  return Type.Union([
    row,
    Type.Unknown({ description: "Anything else: refused alone, saying which fields are wrong" }),
  ]);
}

export const IdParams = Type.Object({ id: Id });
export type IdParams = Static<typeof IdParams>;

/** For an object of which every other field is refused. */
export const closed = { additionalProperties: false };
