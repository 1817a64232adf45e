/** Countries as people type them. */
import { iso31661, iso31661Alpha2ToAlpha3 } from "iso-3166";
import { foldPlace } from "./fold-place.ts";

/**
 * Languages in which a record's country may be written; the list of names is closed, so a name
 * tells of nobody (PRV-1).
 */
const languages = ["en", "es", "fr", "de", "it", "pt", "nl", "pl"];
const usual: Readonly<Record<string, string>> = {
  uk: "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  "u s a": "US",
  "u s": "US",
};

let read: ReadonlyMap<string, string> | undefined;
/** Folded name or code → two letters; read when the first country is asked for, not at the start. */
function codes(): ReadonlyMap<string, string> {
  read ??= readCodes();
  return read;
}

function readCodes(): ReadonlyMap<string, string> {
  const found = new Map<string, string>(Object.entries(usual));
  for (const language of languages) {
    const names = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    for (const { alpha2 } of iso31661) {
      const name = names.of(alpha2);
      if (name !== undefined && !found.has(foldPlace(name))) found.set(foldPlace(name), alpha2);
    }
  }
  for (const { alpha2, alpha3, name } of iso31661)
    for (const text of [alpha2, alpha3, name]) found.set(foldPlace(text), alpha2);
  return found;
}

/**
 * ISO 3166-1, two letters: of a code of two or three letters or a name; undefined for everything
 * else.
 */
export function countryCode(typed: string | undefined): string | undefined {
  return typed === undefined ? undefined : codes().get(foldPlace(typed));
}

/** Three letters, which are no state's code as two often are: DE is Delaware, too. */
export function longCountryCode(code: string): string {
  return iso31661Alpha2ToAlpha3[code] ?? "";
}
