/** What an instance says of itself in the body of its `/readyz`. */
import type { Dispatcher } from "undici";

export type InstanceReport = {
  /** In words, what is wrong; empty when all is well, or when it says nothing. */
  reasons: readonly string[];
};

const bytesMax = 16_384;
const reasonMax = 200;
const reasonsMax = 8;

/** A body that is no such report is one without reasons; a service of an older version has none. */
export async function readReport(body: Dispatcher.ResponseData["body"]): Promise<InstanceReport> {
  let text = "";
  for await (const piece of body.setEncoding("utf8")) {
    text += String(piece);
    if (text.length > bytesMax) {
      body.destroy();
      return { reasons: [] };
    }
  }
  return { reasons: reasonsOf(text) };
}

function reasonsOf(text: string): string[] {
  try {
    const report: unknown = JSON.parse(text);
    if (typeof report !== "object" || report === null || !("reasons" in report)) return [];
    const { reasons } = report;
    if (typeof reasons !== "object" || reasons === null) return [];
    return Object.values(reasons)
      .filter((reason) => typeof reason === "string")
      .slice(0, reasonsMax)
      .map((reason) => reason.slice(0, reasonMax));
  } catch {
    return [];
  }
}
