/**
 * The state or region of an address as analytics may see it: a code or name of a closed list, never
 * what was typed (PRV-1).
 */
import english from "cldr-subdivisions-full/subdivisions/en/en.json" with { type: "json" };
import { iso31662 } from "iso-3166";
import { countryCode, longCountryCode } from "./countries.ts";
import { foldPlace } from "./fold-place.ts";
import { stateCode } from "./us-states.ts";

const englishNames: Readonly<Record<string, string>> = english.subdivisions.localeDisplayNames.subdivisions;

type Places = {
  /** `FR` → folded name or short code → `FR-IDF`. */
  byCountry: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Folded name → codes of the countries' regions that are called so. */
  everywhere: ReadonlyMap<string, ReadonlySet<string>>;
};

let read: Places | undefined;
/** Folding thousands of names takes a tenth of a second, which a start need not wait for. */
function places(): Places {
  read ??= readPlaces();
  return read;
}

function readPlaces(): Places {
  const byCountry = new Map<string, Map<string, string>>();
  const everywhere = new Map<string, Set<string>>();
  // Regions before the parts of regions: where both have a name, it is the region's.
  const parts = iso31662.filter(({ code, parent }) => parent !== code.slice(0, 2));
  const regions = iso31662.filter(({ code, parent }) => parent === code.slice(0, 2));
  for (const { code, name } of [...regions, ...parts]) {
    const country = code.slice(0, 2);
    const known = byCountry.get(country) ?? new Map<string, string>();
    byCountry.set(country, known);
    const names = namesOf(code, name);
    for (const text of [code, code.slice(3), ...names]) if (!known.has(text)) known.set(text, code);
    if (country === "US") continue;
    for (const text of names) everywhere.set(text, (everywhere.get(text) ?? new Set()).add(code));
  }
  return { byCountry, everywhere };
}

/** In its own language and in English, also without what stands behind a comma or in brackets. */
function namesOf(code: string, name: string): string[] {
  const inEnglish = englishNames[code.replace("-", "").toLowerCase()];
  return [name, ...(inEnglish === undefined ? [] : [inEnglish])].flatMap((text) => [
    foldPlace(text),
    foldPlace(text.replace(/[,([].*$/, "")),
  ]);
}

/**
 * Two letters in the United States; elsewhere ISO 3166-2 (`FR-IDF`) of a code or a name, its own or
 * the English one. What no list knows is its country in three letters (`FRA`), or empty.
 */
export function regionCode(address: { state?: string | undefined; country?: string | undefined } | undefined): string {
  const typed = address?.state?.trim() ?? "";
  const country = countryCode(address?.country);
  if (country === "US") return stateCode(typed);
  if (country === undefined) return stateCode(typed) || withoutCountry(typed);
  return findIn(country, typed) ?? longCountryCode(country);
}

function findIn(country: string, typed: string): string | undefined {
  const known = places().byCountry.get(country);
  return known?.get(typed.toUpperCase()) ?? known?.get(foldPlace(typed));
}

/** Where several countries have a region of that name, the name alone. */
function withoutCountry(typed: string): string {
  const code = typed.toUpperCase();
  if (/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(code)) return findIn(code.slice(0, 2), code) ?? "";
  const codes = [...(places().everywhere.get(foldPlace(typed)) ?? [])];
  const [only] = codes;
  if (only === undefined) return "";
  if (codes.every((other) => other.slice(0, 2) === only.slice(0, 2))) return only;
  return englishNames[only.replace("-", "").toLowerCase()] ?? "";
}
