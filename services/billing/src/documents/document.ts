/**
 * What a document for people says, before it is set: texts alone, in their order. Statements and
 * receipts are made of it, and whatever billing prints later.
 */
export type TextDirection = "ltr" | "rtl";
export type Paper = "a4" | "us-letter";

/** A label and what it stands for. */
export type Fact = { label: string; value: string; strong?: boolean };

export type Column = { label: string; align: "start" | "end"; width: "auto" | "fraction" };

/** The head of a table stands on each page that it reaches. */
export type Table = {
  kind: "table";
  title?: string;
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
  /** Sums beneath the last row. */
  foot?: readonly (readonly string[])[];
};
export type Block =
  | Table
  | { kind: "facts"; title?: string; facts: readonly Fact[] }
  | { kind: "text"; text: string; strong?: boolean };

export type DocumentModel = {
  title: string;
  /** BCP 47. */
  language: string;
  direction: TextDirection;
  letterhead: { name: string; lines: readonly string[] };
  /** Name and address; stands where the window of an envelope is. */
  addressee: readonly string[];
  /** Beside the addressee: numbers and dates by which the document is found. */
  about: readonly Fact[];
  blocks: readonly Block[];
  /** What the square code says, and the words beside it. */
  code: { text: string; caption: string };
  /** What stands before, between and behind the number of a page and how many there are. */
  pageWords: readonly [string, string, string];
};
