/**
 * What is wrong with a field, in plain words: a clerk reads them in a form. No regular expression,
 * and never the value (PRV-1).
 */
import { partOfDatePattern, patternWords } from "@pms/contracts/text/patterns";

export type Fault = { keyword: string; params: Readonly<Record<string, unknown>> };

const typeWords: Readonly<Record<string, string>> = {
  string: "must be a text",
  integer: "must be a whole number",
  number: "must be a number",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must be an object",
  null: "must be null",
};
const formatWords: Readonly<Record<string, string>> = {
  date: "must be a date, YYYY-MM-DD",
  "date-time": "must be a date and time with its zone, as 2026-01-31T09:30:00Z",
  email: "must be an e-mail address",
  uuid: "must be a UUID",
};

export function describeFault({ keyword, params }: Fault): string {
  const { limit } = params;
  switch (keyword) {
    case "required":
      return "is required";
    case "additionalProperties":
      return "is not a known field";
    case "type":
      return typeWords[String(params.type)] ?? "is not valid";
    case "enum":
      return Array.isArray(params.allowedValues) ? `must be one of ${params.allowedValues.join(", ")}` : "is not valid";
    case "const":
      return `must be ${String(params.allowedValue)}`;
    case "format":
      return formatWords[String(params.format)] ?? "is not in the form that is asked for";
    case "pattern":
      return patternWords[String(params.pattern)] ?? "is not in the form that is asked for";
    case "x-calendar":
      return patternWords[partOfDatePattern] ?? "is not in the calendar";
    case "minLength":
      return limit === 1 ? "must not be empty" : `must have at least ${limit} characters`;
    case "maxLength":
      return `must have at most ${limit} characters`;
    case "minItems":
      return limit === 1 ? "must have an entry" : `must have at least ${limit} entries`;
    case "maxItems":
      return `must have at most ${limit} entries`;
    case "uniqueItems":
      return "must not have the same entry twice";
    case "minProperties":
      return limit === 1 ? "must have a field" : `must have at least ${limit} fields`;
    case "minimum":
      return `must be at least ${limit}`;
    case "maximum":
      return `must be at most ${limit}`;
    case "anyOf":
      return "has none of the forms that it may have";
    default:
      return "is not valid";
  }
}
