/**
 * A process of its own that sets documents for the service: native code can neither hold up nor end
 * the one that holds the money. Told its letterhead as JSON, it exits with its parent.
 */
import { readFileSync } from "node:fs";
import type { DocumentModel } from "./document.ts";
import { type Letterhead, openTypeset, type SetDocument } from "./typeset.ts";

export type SetRequest = { id: number; document: DocumentModel };
export type SetAnswer = { id: number } & (SetDocument | { failed: true });

const letterhead: Letterhead = JSON.parse(process.argv[2] ?? "{}");
const typeset = openTypeset(letterhead, (file) => readFileSync(file));

process.on("disconnect", () => process.exit(0));
process.on("message", ({ id, document }: SetRequest) => process.send?.(answer(id, document)));

function answer(id: number, document: DocumentModel): SetAnswer {
  try {
    return { id, ...typeset(document) };
  } catch {
    return { id, failed: true };
  }
}
