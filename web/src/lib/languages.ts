/** Languages by name: stored as BCP 47, never typed as a code. */
import { t } from "../i18n/i18n.ts";

/**
 * Those that patients of clinics are most often asked about; any other that a record holds stays.
 */
const common = [
  "en es zh zh-Hant vi tl ko ar fr ht pt pt-BR ru de it pl uk fa hi ur bn pa gu ta te ml ja th km lo hmn my ne",
  "am so sw ti om yo ig ha tr ku ps uz ro hu el he hy sq sr hr bs bg cs sk nl sv da nb fi nv chr haw sm ase",
]
  .join(" ")
  .split(" ");

/** `es` → `Spanish`; a code that nobody has a name for stays as it is. */
export function languageName(code: string, locale: string | undefined): string {
  if (code === "ase") return t("American Sign Language");
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** To choose from, by name; with the one that is chosen already. */
export function languageOptions(chosen: string, locale: string | undefined): { value: string; label: string }[] {
  const codes = common.includes(chosen) || chosen === "" ? common : [...common, chosen];
  return codes
    .map((value) => ({ value, label: languageName(value, locale) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, locale));
}
