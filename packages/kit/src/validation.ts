/** Bodies are taken as they are: nothing coerced, nothing removed. Queries and params are text, so they are coerced. */
import { patternWords } from "@pms/contracts/patterns";
import { trimText } from "@pms/contracts/text";
import { Ajv, type AnySchemaObject, type ErrorObject } from "ajv";
import type { DataValidationCxt } from "ajv/dist/types/index.js";
import formatsModule from "ajv-formats";
import type { FastifySchemaCompiler, FastifySchemaValidationError } from "fastify";
import type { TSchema } from "typebox";
import { type FieldError, ProblemError } from "./problem.ts";

const addFormats = formatsModule.default;
const strict = new Ajv({ allErrors: true, strict: false, discriminator: false });
const lenient = new Ajv({ allErrors: true, strict: false, coerceTypes: true, useDefaults: true });
for (const ajv of [strict, lenient]) {
  addFormats(ajv);
  // What people write is stored without what nobody sees at its ends; before every other rule, so that these hold for what is stored.
  ajv.addKeyword({ keyword: "x-trimmed", type: "string", modifying: true, before: "maxLength", validate: trimInPlace });
  // What PostgreSQL and Date take is less than what the formats allow: no `urn:uuid:` before a UUID, no year 0, no 61st second.
  ajv.addFormat("uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
  ajv.addFormat("date-time", isInstant);
  ajv.addFormat("date", (text) => isCalendarDate(text) && !text.startsWith("0000"));
}

function trimInPlace(_isTrimmed: boolean, text: string, _schema?: AnySchemaObject, place?: DataValidationCxt): boolean {
  if (place) place.parentData[place.parentDataProperty] = trimText(text);
  return true;
}

function isInstant(text: string): boolean {
  const [, date = "", hour] = /^(\d{4}-\d\d-\d\d)T(\d\d):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  return isCalendarDate(date) && !date.startsWith("0000") && hour !== "24" && !Number.isNaN(Date.parse(text));
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === "body" ? strict : lenient).compile(schema);

/** For rows that are checked one by one inside a batch: returns the faults, none when the value fits. */
export function bodyChecker(schema: TSchema): (value: unknown) => FieldError[] {
  const validate = strict.compile(schema);
  return (value) => (validate(value) ? [] : fieldErrors(validate.errors ?? []));
}

type Fault = ErrorObject | FastifySchemaValidationError;

/** Of a value that may also be null only what is wrong with the value: that it is not null either helps nobody. */
function withoutNullBranches(faults: readonly Fault[]): readonly Fault[] {
  const at = (path: string, fault: Fault) => `${fault.instancePath} ${path}`;
  const dropped = new Set(
    faults.flatMap((fault) => {
      const { keyword, params, schemaPath } = fault;
      const union = keyword === "type" && params.type === "null" && /^(.*\/anyOf)\/\d+\/type$/.exec(schemaPath)?.[1];
      return union ? [at(schemaPath, fault), at(union, fault)] : [];
    }),
  );
  return faults.filter((fault) => !dropped.has(at(fault.schemaPath, fault)));
}

/** JSON pointers with the rule that was broken. Never the value: it may be patient data. */
export function fieldErrors(errors: readonly Fault[]): FieldError[] {
  return withoutNullBranches(errors)
    .slice(0, 50)
    .map((error) => {
      const { missingProperty, additionalProperty } = error.params;
      const property = missingProperty ?? additionalProperty;
      const pointer =
        property === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(String(property))}`;
      return { pointer, detail: describe(error) };
    });
}

function describe(error: Fault): string {
  const { allowedValues, format } = error.params;
  if (error.keyword === "required") return "is required";
  if (error.keyword === "additionalProperties") return "is not a known field";
  if (error.keyword === "enum" && Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(", ")}`;
  if (error.keyword === "format")
    return format === "date" ? "must be a date, YYYY-MM-DD" : `must be a valid ${String(format)}`;
  const inWords = error.keyword === "pattern" ? patternWords[String(error.params.pattern)] : undefined;
  return inWords ?? error.message ?? "is not valid";
}

const escapePointer = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

export function validationProblem(
  errors: readonly FastifySchemaValidationError[],
  part: string | undefined,
): ProblemError {
  const list = fieldErrors(errors);
  const where = part === "body" || part === undefined ? "" : ` (${part})`;
  return new ProblemError(
    "invalid",
    `${list.map(({ pointer, detail }) => `${pointer || "the body"} ${detail}`).join("; ")}${where}`,
    { errors: list },
  );
}
