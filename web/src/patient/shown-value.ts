/** A field's value as it reads: codes by their words. */
import { t } from "../i18n/i18n.ts";
import { languageName } from "../lib/languages.ts";
import type { Field } from "./field.ts";
import { sexWords } from "./sex-words.ts";

/** Several codes with commas between them; what has no word stays as it is. */
export function wordOf(field: Field | undefined, value: string): string {
  if (value === "") return value;
  if (field?.kind === "sex") return sexWords[value] ?? value;
  if (field?.kind === "patient") return t("Has a record here");
  const { words } = field ?? {};
  return words
    ? (words[value] ??
        value
          .split(",")
          .map((code) => words[code] ?? code)
          .join(", "))
    : value;
}

export function shownValue(field: Field, value: string, locale: string | undefined, yes: string): string {
  if (field.kind === "language") return languageName(value, locale);
  return field.kind === "checkbox" ? yes : wordOf(field, value);
}
