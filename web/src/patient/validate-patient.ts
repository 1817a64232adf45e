/**
 * The rules that the form can tell at once, in the words and order of the form; the server has the
 * last word.
 */
import { trimText } from "@pms/contracts/text/text";
import { t } from "../i18n/i18n.ts";
import { parseBirthDate, parseExactDate } from "../lib/parse-birth-date.ts";
import { dateReaderOf, type FormValues, type Reading, rowCount } from "./form-values.ts";

export type FieldError = { pointer: string; detail: string };

function birthDateError(values: FormValues, reading: Reading): string | undefined {
  const typed = trimText(values["/dateOfBirth"] ?? "");
  if (typed === "")
    return values["/unidentified"] === "true" ? undefined : t("Enter the birth date, or an age such as ~65");
  const read = parseBirthDate(typed, reading.order, reading.today);
  return "problem" in read ? read.problem : undefined;
}

function deceasedDateError(values: FormValues, reading: Reading): string | undefined {
  const typed = trimText(values["/deceasedDate"] ?? "");
  if (typed === "") return undefined;
  const died = parseExactDate(typed, reading.order, reading.today, "date of death");
  if ("problem" in died) return died.problem;
  const born = parseBirthDate(values["/dateOfBirth"] ?? "", reading.order, reading.today);
  return "date" in born && died.date < born.date ? t("Enter a date of death after the birth date") : undefined;
}

const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

function emailError(typed = ""): string | undefined {
  const text = trimText(typed);
  return text === "" || isEmail(text) ? undefined : t("Enter an e-mail address with an @");
}

type Check = (typed: string | undefined) => string | undefined;
const required =
  (detail: string): Check =>
  (typed) =>
    typed && trimText(typed) ? undefined : detail;

function listErrors(values: FormValues, list: string, checks: [name: string, check: Check][]): FieldError[] {
  return Array.from({ length: rowCount(values, list) }).flatMap((_, index) => {
    const prefix = `/${list}/${index}/`;
    const filled = Object.entries(values).some(([at, text]) => at.startsWith(prefix) && trimText(text) !== "");
    if (!filled) return [];
    return checks.flatMap(([name, check]) => {
      const detail = check(values[prefix + name]);
      return detail ? [{ pointer: prefix + name, detail }] : [];
    });
  });
}

/** Of the dates that stand in lists. */
function furtherDateErrors(values: FormValues, { order, today }: Reading): FieldError[] {
  return Object.entries(values).flatMap(([pointer, typed]) => {
    const parse = pointer.lastIndexOf("/") > 0 && trimText(typed) !== "" ? dateReaderOf(pointer) : undefined;
    const read = parse?.(typed, order, today);
    return read && "problem" in read ? [{ pointer, detail: read.problem }] : [];
  });
}

/** Everything to correct, in the order of the form; empty when the form may be sent. */
export function validatePatient(values: FormValues, reading: Reading): FieldError[] {
  const named = values["/unidentified"] !== "true";
  const missing = (pointer: string) => !trimText(values[pointer] ?? "");
  const nameless = named && missing("/lastName") && missing("/firstName");
  const single: [string, string | undefined | false][] = [
    ["/lastName", nameless && t("Enter the last name, or the first name alone")],
    ["/firstName", nameless && t("Enter the first name, or the last name alone")],
    ["/dateOfBirth", birthDateError(values, reading)],
    ["/deceasedDate", deceasedDateError(values, reading)],
    ["/email", emailError(values["/email"])],
  ];
  return [
    ...single.flatMap(([pointer, detail]) => (detail ? [{ pointer, detail }] : [])),
    ...listErrors(values, "contacts", [
      ["name", required(t("Enter the contact’s name"))],
      ["relationship", required(t("Enter how the contact is related"))],
      ["email", emailError],
    ]),
    ...listErrors(values, "names", [["use", required(t("Choose which kind of name it is"))]]),
    ...listErrors(values, "phones", [["number", required(t("Enter the number"))]]),
    ...listErrors(values, "emails", [
      ["address", required(t("Enter the e-mail address"))],
      ["address", emailError],
    ]),
    ...listErrors(values, "consents", [
      ["to", required(t("Enter what was agreed to"))],
      ["givenOn", required(t("Enter when it was agreed to"))],
    ]),
    ...furtherDateErrors(values, reading),
    ...listErrors(values, "coverages", [["payer", required(t("Enter who pays"))]]),
    ...listErrors(values, "identifiers", [
      ["system", required(t("Enter which system gave the number"))],
      ["value", required(t("Enter the number"))],
    ]),
  ];
}
