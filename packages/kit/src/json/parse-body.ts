/**
 * The JSON body parser: says where a fault is, refuses `__proto__`, too many values and what is not
 * plain UTF-8, quotes nothing.
 */
import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { ProblemError } from "../problem/problem.ts";
import { findJsonFault } from "./find-fault.ts";
import { pointerOf } from "./pointer.ts";
import { findExcess, type JsonBounds } from "./size.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * How many values a body may hold, containers included; 1,000 when absent, which no single
     * record but a patient's comes near.
     */
    bodyValuesMax?: number;
  }
}

const depthMax = 32;
/**
 * What a value costs does not depend on its length, so a limit of bytes alone would let in a great
 * many (REL-8).
 */
const valuesMax = 1_000;

export function parseJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "buffer" },
    ({ headers, routeOptions }, bytes, done) => {
      try {
        requirePlainUtf8(headers);
        const bounds = { valuesMax: routeOptions.config.bodyValuesMax ?? valuesMax, depthMax };
        done(null, parseJson(textOf(Buffer.from(bytes)), bounds));
      } catch (error) {
        done(error instanceof Error ? error : new ProblemError("malformed"), undefined);
      }
    },
  );
}

/**
 * 415 for a body that says itself that it is compressed, or in another encoding than UTF-8, which
 * ASCII would pass for.
 */
function requirePlainUtf8({
  "content-encoding": coding = "identity",
  "content-type": type = "",
}: IncomingHttpHeaders): void {
  if (coding.trim().toLowerCase() !== "identity")
    throw new ProblemError("unsupported-media-type", "Send the body as it is, without a Content-Encoding.", {
      headers: { "accept-encoding": "identity" },
    });
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== "utf-8")
    throw new ProblemError("unsupported-media-type", "Send the body in UTF-8.");
}

/** Another encoding would be stored with U+FFFD for every letter that ASCII lacks. */
function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new ProblemError("malformed", "The body is not UTF-8.");
  return bytes.toString();
}

/**
 * An empty body is undefined. 413 when it holds too many values, 400 with line and column when the
 * text is not JSON.
 */
export function parseJson(text: string, bounds: JsonBounds): unknown {
  if (text === "") return undefined;
  const excess = findExcess(text, bounds);
  if (excess === "depth") throw new ProblemError("malformed", `The JSON is nested more than ${bounds.depthMax} deep.`);
  if (excess === "values") throw new ProblemError("too-large", `A body here may have ${bounds.valuesMax} values.`);
  const value = parse(text);
  if (text.includes("__proto__") || text.includes("\\u")) refuseUnwelcome(value, []);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const fault = findJsonFault(text) ?? { line: 1, column: 1, reason: "not JSON" };
    const detail = `The body is not valid JSON: ${fault.reason}, at line ${fault.line}, column ${fault.column}.`;
    throw new ProblemError("malformed", detail, {
      errors: [{ pointer: "", detail: `${fault.reason} at line ${fault.line}, column ${fault.column}` }],
    });
  }
}

/**
 * Refuses what no column can hold, U+0000 and half a surrogate pair, and the field `__proto__`.
 * @param path the names on the way to the value; one list for all depths, read only for a refusal
 */
function refuseUnwelcome(value: unknown, path: string[]): void {
  if (typeof value === "string") {
    if (!isStorable(value)) throw unstorable();
  } else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (!isStorable(name)) throw unstorable();
      path.push(name);
      if (name === "__proto__") {
        const [pointer, detail] = [pointerOf(path), "is never allowed"];
        throw new ProblemError("malformed", `${pointer} ${detail}`, { errors: [{ pointer, detail }] });
      }
      refuseUnwelcome(inner, path);
      path.pop();
    }
}

const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

function unstorable(): ProblemError {
  return new ProblemError("malformed", "The body has a text with characters that can't be stored.");
}
