/**
 * What single cells of a Synthea export mean. Each throws a CellError that says what is wrong,
 * without the value.
 */
import type { ethnicities, maritalStatuses, races } from "@pms/contracts/patients/codes";
import { exponentOf } from "@pms/contracts/text/currency";
import { firstDayOf } from "@pms/contracts/text/partial-dates";

export class CellError extends Error {
  override readonly name = "CellError";
}

/** `77.49` → 7749n-like integer cents; at most two decimals, never negative. */
export function parseAmountMinor(text: string): number {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match)
    throw new CellError(text.trim() === "" ? "an amount is missing" : "not an amount with at most two decimals");
  const [, sign, whole = "", cents = "0"] = match;
  if (whole.length > 12) throw new CellError("an amount that is too large");
  if (sign === "-") throw new CellError("a negative amount");
  return Number(whole) * 100 + Number(cents.padEnd(2, "0"));
}

/** Throws for a currency of which `parseAmountMinor` would make other amounts than the export's. */
export function requireTwoDecimals(currency: string): void {
  const decimals = exponentOf(currency);
  if (decimals !== 2) throw new Error(`Amounts of the export are read with two decimals; ${currency} has ${decimals}.`);
}

/** `2023-01-27` or `2023-01-27T16:17:47Z` → `2023-01-27`, checked against the calendar. */
export function parseDate(text: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/.exec(text.trim());
  if (!match) throw new CellError("not a date");
  const [, year, month, day] = match;
  const instant = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (instant.getUTCMonth() !== Number(month) - 1 || instant.getUTCDate() !== Number(day))
    throw new CellError("a day that is not in the calendar");
  return `${year}-${month}-${day}`;
}

/** The same, and `1961-05` or `1961` where an export knows no more of a birth. */
export function parseBirthDate(text: string): string {
  const written = text.trim();
  return /^\d{4}(?:-\d{2})?$/.test(written)
    ? parseDate(firstDayOf(written)).slice(0, written.length)
    : parseDate(written);
}

const raceCodes: Readonly<Record<string, (typeof races)[number]>> = {
  white: "white",
  black: "black-or-african-american",
  asian: "asian",
  native: "american-indian-or-alaska-native",
  hawaiian: "native-hawaiian-or-pacific-islander",
  other: "other",
};
const ethnicityCodes: Readonly<Record<string, (typeof ethnicities)[number]>> = {
  hispanic: "hispanic-or-latino",
  nonhispanic: "not-hispanic-or-latino",
};
const maritalCodes: Readonly<Record<string, (typeof maritalStatuses)[number]>> = {
  m: "married",
  s: "never-married",
  d: "divorced",
  w: "widowed",
};

/** What an export says of who someone is; a word that is not Synthea's says nothing. */
export function readDemographics({
  race,
  ethnicity,
  marital,
}: Record<"race" | "ethnicity" | "marital", string | undefined>) {
  const codeOf = <Code>(codes: Readonly<Record<string, Code>>, text = ""): Code | undefined =>
    codes[text.trim().toLowerCase()];
  const raceCode = codeOf(raceCodes, race);
  return {
    races: raceCode && [raceCode],
    ethnicity: codeOf(ethnicityCodes, ethnicity),
    maritalStatus: codeOf(maritalCodes, marital),
  };
}

const sexes: Readonly<Record<string, "female" | "male" | "unknown">> = { F: "female", M: "male", "": "unknown" };

export function parseSex(text: string): "female" | "male" | "unknown" {
  const sex = sexes[text.trim().toUpperCase()];
  if (!sex) throw new CellError("not a sex that this importer knows (F, M)");
  return sex;
}

const methods: Readonly<Record<string, "cash" | "card" | "check" | "echeck" | "copay">> = {
  CASH: "cash",
  CC: "card",
  CHECK: "check",
  ECHECK: "echeck",
  COPAY: "copay",
};

export function parseMethod(text: string): "cash" | "card" | "check" | "echeck" | "copay" {
  const method = methods[text.trim().toUpperCase()];
  if (!method) throw new CellError("not a payment method that this importer knows (CASH, CC, CHECK, ECHECK, COPAY)");
  return method;
}

export type Holder = "patient" | "payer";

/** TRANSFERTYPE: `p` the patient, `1` and `2` the first and second payer. */
export function parseHolder(text: string): Holder {
  if (text === "p") return "patient";
  if (text === "1" || text === "2") return "payer";
  throw new CellError("not a responsible party that this importer knows (p, 1, 2)");
}
