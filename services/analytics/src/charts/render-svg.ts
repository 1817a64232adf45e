import type { TopLevelSpec } from "vega-lite";
import { edge, hatchingId } from "./marks.ts";

const hatching = `<defs><pattern id="${hatchingId}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1" height="4" fill="${edge}"></rect></pattern></defs>`;

/** Draws a chart. The libraries are loaded when first needed: most of the time nobody wants one. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  const refuse = () => Promise.reject(new Error("Charts fetch nothing"));
  const loader = { ...vega.loader(), load: refuse, http: refuse, file: refuse, sanitize: refuse };
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none", loader });
  try {
    return describe(await view.toSVG(), String(spec.description ?? ""));
  } finally {
    view.finalize();
  }
}

/** A picture for those who see it, a sentence for those who do not (WCAG 1.1.1). */
function describe(svg: string, description: string): string {
  const text = description.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  return svg.replace(/^<svg ([^>]*)>/, `<svg role="img" aria-label="${text}" $1>${hatching}`);
}
