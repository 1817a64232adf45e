/** The price list: what a service costs from a day on, for everybody or for one facility or payer. */
import { type Static, Type } from "typebox";
import {
  Code,
  Currency,
  closed,
  describedDate,
  Id,
  Instant,
  LocalDate,
  listOf,
  NonNegativeMoney,
} from "../http/common.ts";
import { writtenText } from "../text/written.ts";
import { Charge } from "./postings.ts";

/** The insurer whose contract a price is of, as its coverages name it. */
const Payer = writtenText(200);
const From = describedDate("The first day of it, until the next price of the same code, facility, payer and currency");

const service = { code: Code, description: writtenText(500), category: writtenText(100) };

/** What is set: no amount takes the code off the list from that day on. */
export const PriceWrite = Type.Object(
  {
    ...service,
    amount: Type.Union([NonNegativeMoney, Type.Null()], {
      description: "Of one unit; 0 is a service without charge, null takes the code off the list from that day on",
    }),
    currency: Type.Optional(Currency),
    effectiveFrom: From,
    facilityId: Type.Optional(Id),
    payer: Type.Optional(Payer),
  },
  closed,
);
export type PriceWrite = Static<typeof PriceWrite>;

export const Price = Type.Object({
  id: Id,
  ...service,
  amount: Type.Union([NonNegativeMoney, Type.Null()]),
  currency: Currency,
  effectiveFrom: LocalDate,
  facilityId: Type.Optional(Id),
  payer: Type.Optional(Type.String()),
  setAt: Instant,
  setBy: Type.String(),
});
export type Price = Static<typeof Price>;
export const PriceList = Type.Object({
  ...listOf(Price).properties,
  /** What a price is in where none is named. */
  currency: Currency,
});

/** Whose price was taken: that of the payer goes before that of the facility. */
export const priceScopes = ["payer-and-facility", "payer", "facility", "everybody"] as const;
export const PriceQuote = Type.Object({ price: Price, scope: Type.Enum(priceScopes) });
export type PriceQuote = Static<typeof PriceQuote>;

export const PriceQuoteQuery = Type.Object({
  code: Code,
  serviceDate: LocalDate,
  facilityId: Type.Optional(Id),
  payer: Type.Optional(Payer),
  currency: Type.Optional(Currency),
});
export type PriceQuoteQuery = Static<typeof PriceQuoteQuery>;

/** The columns of a file of prices, by their names in its first line. */
export const priceColumns = [
  "code",
  "description",
  "category",
  "price",
  "effectiveFrom",
  "currency",
  "facilityId",
  "payer",
] as const;
export const priceRowsMax = 20_000;

export const PriceImport = Type.Object(
  {
    csv: Type.String({
      minLength: 1,
      maxLength: 2_000_000,
      description: `CSV (RFC 4180) with the columns ${priceColumns.join(", ")} in any order; the last three may be missing, and price is a decimal number such as 125.00`,
    }),
    dryRun: Type.Optional(Type.Boolean({ default: false, description: "Only says what would be set" })),
  },
  closed,
);
export type PriceImport = Static<typeof PriceImport>;

export const PriceImportResult = Type.Object({
  applied: Type.Boolean(),
  rows: Type.Integer(),
  /** New on the list, changed from what the list has for that day, and the same as it. */
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  errors: Type.Array(Type.Object({ line: Type.Integer(), column: Type.String(), detail: Type.String() })),
});
export type PriceImportResult = Static<typeof PriceImportResult>;

/** A charge whose amount and description may be left to the price list. */
export const ListedCharge = Type.Object(
  {
    ...Charge.properties,
    amount: Type.Optional(NonNegativeMoney),
    description: Type.Optional(Charge.properties.description),
    /** Whose contract says the price. */
    payer: Type.Optional(Payer),
  },
  closed,
);
export type ListedCharge = Static<typeof ListedCharge>;
