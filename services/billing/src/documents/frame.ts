/** What all documents have alike: letterhead, addressee, code, pages. Pure. */
import { formatMrn } from "@pms/contracts/patients/mrn";
import type { Block, DocumentModel, Fact } from "./document.ts";
import type { DocumentHead } from "./head-of-document.ts";
import type { DocumentWords } from "./words/document-words.ts";
import { type DocumentLanguage, documentWords } from "./words/words.ts";

export type Frame = Pick<DocumentHead, "letterhead" | "addressee"> & { language: DocumentLanguage };

/** @param said the title, what stands beside the addressee, the blocks, and what the code says */
export function framed(
  { letterhead, addressee, language }: Frame,
  said: { title: string; about: readonly Fact[]; blocks: readonly Block[]; reference: string },
): DocumentModel {
  const words: DocumentWords = documentWords[language];
  const { name, addressLines, phoneNumber } = letterhead;
  return {
    title: said.title,
    language,
    direction: words.direction,
    letterhead: { name, lines: [...addressLines, ...(phoneNumber === undefined ? [] : [phoneNumber])] },
    addressee: [addressee.name || words.notKnown, ...addressee.addressLines],
    about: said.about,
    blocks: said.blocks,
    code: { text: said.reference, caption: words.reference },
    pageWords: [...words.page],
  };
}

/** `1004 8817-3 – 12`: whose, and which of theirs; pages show the same number. */
export const numberOf = (mrn: string, which: number | string): string => `${formatMrn(mrn)} – ${which}`;
