/** JSON or PDF: what a reader of a document asks for. */
import { ProblemError } from "@pms/kit/problem/problem";
import { type TSchema, Type } from "typebox";

export type DocumentFormat = "json" | "pdf";

const formatByType: Readonly<Record<string, DocumentFormat>> = {
  "*/*": "json",
  "application/*": "json",
  "application/json": "json",
  "application/pdf": "pdf",
};

/** `format` before `Accept` (RFC 9110); JSON where neither says anything, 406 for none of the two. */
export function documentFormat(asked: DocumentFormat | undefined, accept: string | undefined): DocumentFormat {
  if (asked !== undefined) return asked;
  if (accept === undefined || accept.trim() === "") return "json";
  const wishes = accept.split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    return { format: Object.hasOwn(formatByType, type) ? formatByType[type] : undefined, quality };
  });
  const best = wishes.filter(({ format, quality }) => format && quality > 0).sort((a, b) => b.quality - a.quality)[0];
  if (best?.format) return best.format;
  throw new ProblemError("not-acceptable", "This comes as application/json and application/pdf.");
}

/** What a route declares of a 200 that is JSON or a PDF. */
export function documentAnswer<Body extends TSchema>(description: string, body: Body) {
  return {
    description,
    content: {
      "application/json": { schema: body },
      "application/pdf": { schema: Type.String({ description: "The bytes of a PDF" }) },
    },
  };
}
