/** The languages that documents come in. */
import { ar } from "./ar.ts";
import type { DocumentWords } from "./document-words.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export const documentWords = { ar, en, es } as const satisfies Record<string, DocumentWords>;
export type DocumentLanguage = keyof typeof documentWords;

/** The language of a document: the one asked for, else the patient's where there are words in it. */
export function languageOf(asked: DocumentLanguage | undefined, preferred: string): DocumentLanguage {
  if (asked !== undefined) return asked;
  const primary = preferred.toLowerCase().split("-")[0] ?? "";
  return Object.hasOwn(documentWords, primary) ? (primary as DocumentLanguage) : "en";
}
