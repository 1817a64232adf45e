/** The JSON body parser: says where a fault is, refuses `__proto__`, deep nesting and what is not plain UTF-8, quotes nothing. */
import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { findJsonFault } from "./json-position.ts";
import { ProblemError } from "./problem.ts";

const depthMax = 32;

export function parseJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", "application/merge-patch+json"],
    { parseAs: "buffer" },
    ({ headers }, bytes, done) => {
      try {
        requirePlainUtf8(headers);
        done(null, parseJson(textOf(Buffer.from(bytes))));
      } catch (error) {
        done(error instanceof Error ? error : new ProblemError("malformed"), undefined);
      }
    },
  );
}

/** 415 for a body that says itself that it is compressed, or in another encoding than UTF-8, which ASCII would pass for. */
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

/** An empty body is undefined. 400 with line and column when the text is not JSON. */
export function parseJson(text: string): unknown {
  if (text === "") return undefined;
  if (text.length > 100 && depthOf(text) > depthMax)
    throw new ProblemError("malformed", `The JSON is nested more than ${depthMax} deep.`);
  try {
    if (!text.includes("__proto__") && !text.includes("\\u")) return JSON.parse(text);
    const value: unknown = JSON.parse(text, refuseUnstorable);
    refuseProto(value, "");
    return value;
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const fault = findJsonFault(text) ?? { line: 1, column: 1, reason: "not JSON" };
    const detail = `The body is not valid JSON: ${fault.reason}, at line ${fault.line}, column ${fault.column}.`;
    throw new ProblemError("malformed", detail, {
      errors: [{ pointer: "", detail: `${fault.reason} at line ${fault.line}, column ${fault.column}` }],
    });
  }
}

/** Texts that no database column can hold: U+0000 and half a surrogate pair, which only escapes can bring. */
function refuseUnstorable(_name: string, value: unknown): unknown {
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed()))
    throw new ProblemError("malformed", "The body has a text with characters that can't be stored.");
  return value;
}

/** JSON.parse makes `__proto__` a field like any other; the first assignment of a copy would not. */
function refuseProto(value: unknown, pointer: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const here = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (name === "__proto__") {
      const detail = "is never allowed";
      throw new ProblemError("malformed", `${here} ${detail}`, { errors: [{ pointer: here, detail }] });
    }
    refuseProto(inner, here);
  }
}

/** Of a text that need not be JSON; brackets within strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) isInString = !isInString;
    else if (isInString) i += code === 0x5c ? 1 : 0;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}
