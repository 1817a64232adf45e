/**
 * Bodies are taken as they are; queries and params are text and coerced. A form is told every
 * fault, anything larger its first (REL-8).
 */
import { firstDayOf } from "@pms/contracts/text/partial-dates";
import { trimText } from "@pms/contracts/text/text";
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from "ajv";
import type { DataValidationCxt } from "ajv/dist/types/index.js";
import formatsModule from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { pointerOf } from "../json/pointer.ts";
import { holdsMoreThan } from "../json/size.ts";
import { type FieldError, ProblemError } from "../problem/problem.ts";
import { describeFault } from "./fault-words.ts";
import { pickUnionFaults } from "./union-faults.ts";

/** Of one value: a form has fewer fields. */
const faultsMax = 50;
/** A patient's record as a desk fills it has some fifty, with every list full some twelve hundred. */
const formValuesMax = 500;

const addFormats = formatsModule.default;
const asSent = { strict: false, discriminator: false } as const;
const asText = { strict: false, coerceTypes: true, useDefaults: true } as const;
const bodies = { first: createAjv({ ...asSent, allErrors: false }), all: createAjv({ ...asSent, allErrors: true }) };
const texts = { first: createAjv({ ...asText, allErrors: false }), all: createAjv({ ...asText, allErrors: true }) };

function createAjv(options: ConstructorParameters<typeof Ajv>[0]): Ajv {
  const ajv = new Ajv(options);
  addFormats(ajv);
  // What people write is stored without what nobody sees at its ends; before every other rule, so
  // that these hold for what is stored.
  ajv.addKeyword({ keyword: "x-trimmed", type: "string", modifying: true, before: "maxLength", validate: trimInPlace });
  // What PostgreSQL and Date take is less than what the formats allow: no `urn:uuid:` before a
  // UUID, no year 0, no 61st second.
  ajv.addFormat("uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
  ajv.addFormat("date-time", isInstant);
  ajv.addFormat("date", (text) => isCalendarDate(text) && !text.startsWith("0000"));
  ajv.addKeyword({ keyword: "x-calendar", type: "string", validate: isInCalendar });
  return ajv;
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

/** Of a date that is known in part: its first day is one. */
function isInCalendar(_isAsked: boolean, text: string): boolean {
  const firstDay = firstDayOf(text);
  return isCalendarDate(firstDay) && !firstDay.startsWith("0000");
}

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = faultFinder(schema, httpPart === "body" ? bodies : texts);
  return (value: unknown) => {
    const errors = check(value, faultsMax);
    return errors.length === 0 || { error: validationProblem(errors, httpPart) };
  };
};

/**
 * @param max how many faults are told at most, the first ones; 1 where there is no time for more
 */
export type FaultFinder = (value: unknown, max?: number) => FieldError[];

/**
 * For rows that are checked one by one inside a batch: returns the faults, none when the value
 * fits. The check is made for the first value, so that no start waits for it.
 */
export function bodyChecker(schema: TSchema): FaultFinder {
  let check: FaultFinder | undefined;
  return (value, max) => {
    check ??= faultFinder(schema, bodies);
    return check(value, max);
  };
}

/**
 * The check for all faults goes on after each of them, so it is only made of what is known to be
 * small.
 */
function faultFinder(schema: TSchema, { first, all }: { first: Ajv; all: Ajv }): FaultFinder {
  const findFirst = first.compile(schema);
  let findAll: ValidateFunction | undefined;
  return (value, max = faultsMax) => {
    if (findFirst(value)) return [];
    if (max <= 1 || holdsMoreThan(value, formValuesMax)) return fieldErrors(findFirst.errors ?? [], 1);
    findAll ??= all.compile(schema);
    // The second look is at what the first one has made of a query's texts.
    const faults = findAll(value) ? findFirst.errors : findAll.errors;
    return fieldErrors(faults ?? [], Math.min(max, faultsMax));
  };
}

/**
 * One fault for each field, the first. JSON pointers with what is wrong there; never the value,
 * which may be patient data.
 */
function fieldErrors(faults: readonly ErrorObject[], max: number): FieldError[] {
  const found = new Map<string, string>();
  for (const fault of pickUnionFaults(faults.slice(0, 4 * faultsMax))) {
    if (found.size === max) break;
    const { missingProperty, additionalProperty } = fault.params;
    const property = missingProperty ?? additionalProperty;
    const pointer = fault.instancePath + (property === undefined ? "" : pointerOf([String(property)]));
    if (!found.has(pointer)) found.set(pointer, describeFault(fault));
  }
  return [...found].map(([pointer, detail]) => ({ pointer, detail }));
}

function validationProblem(errors: readonly FieldError[], part: string | undefined): ProblemError {
  const where = part === "body" || part === undefined ? "" : ` (${part})`;
  return new ProblemError(
    "invalid",
    `${errors.map(({ pointer, detail }) => `${pointer || "the body"} ${detail}`).join("; ")}${where}`,
    { errors },
  );
}
