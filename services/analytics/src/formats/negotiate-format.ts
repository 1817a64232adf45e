import type { reportFormats } from "@pms/contracts/analytics/reports";
import { ProblemError } from "@pms/kit/problem/problem";

export type ReportFormat = (typeof reportFormats)[number];

export const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  "vega-lite": "application/vnd.vegalite.v6+json; charset=utf-8",
};

const formatByType: Readonly<Record<string, ReportFormat>> = {
  "*/*": "json",
  "application/*": "json",
  "application/json": "json",
  "text/*": "csv",
  "text/csv": "csv",
  "image/*": "svg",
  "image/svg+xml": "svg",
  "application/vnd.vegalite+json": "vega-lite",
  "application/vnd.vegalite.v6+json": "vega-lite",
};

/**
 * The format that `Accept` likes best (RFC 9110), JSON when it says nothing; 406 for none of them.
 */
export function negotiateFormat(accept: string | undefined): ReportFormat {
  if (accept === undefined || accept.trim() === "") return "json";
  const wishes = accept.split(",").map((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    return { format: Object.hasOwn(formatByType, type) ? formatByType[type] : undefined, quality };
  });
  const best = wishes.filter(({ format, quality }) => format && quality > 0).sort((a, b) => b.quality - a.quality)[0];
  if (best?.format) return best.format;
  throw new ProblemError("not-acceptable", `Reports come as ${Object.values(mediaTypes).join(", ")}.`);
}
