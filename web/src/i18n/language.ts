/** Which language a page speaks: the reader's own choice, else the browser's, else English. */

/** By the names that they have for themselves. */
export const languageNames = { en: "English", es: "Español", ar: "العربية" } as const;
export type Language = keyof typeof languageNames;
export const languages = Object.keys(languageNames) as Language[];

/** What an account can choose: words, and how figures and dates are written and typed. */
export const offeredLocales: readonly (readonly [locale: string, name: string])[] = [
  ["en-US", "English, United States: 3/4/1961 is 4 March"],
  ["en-GB", "English, United Kingdom: 3/4/1961 is 3 April"],
  ["es-US", "Español (Estados Unidos): 3/4/1961 es el 3 de abril"],
  ["es-MX", "Español (México): 3/4/1961 es el 3 de abril"],
  ["ar", "العربية: 3/4/1961 هو 3 أبريل"],
];

const kept = "language";

/** Of a locale such as `es-US`; one that has no words of its own reads English. */
export function languageOf(locale: string | undefined): Language {
  const asked = locale?.split("-")[0];
  return languages.find((language) => language === asked) ?? "en";
}

export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/** A browser may refuse its storage to pages. */
function told(): string | undefined {
  try {
    return localStorage.getItem(kept) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What this browser was told last, else the first of its own languages that has words. */
export function chosenLanguage(): Language {
  if (typeof document === "undefined") return "en";
  const known = navigator.languages.find((locale) => languageOf(locale) !== "en" || locale.startsWith("en"));
  return languageOf(told() ?? known);
}

/**
 * Kept in the browser, as the sign-in page must speak before anybody has said who they are. False
 * where the browser keeps nothing: the next page would not speak it either.
 */
export function keepLanguage(language: Language): boolean {
  try {
    localStorage.setItem(kept, language);
  } catch {
    return false;
  }
  return told() === language;
}

/**
 * How figures and dates are written: as preferred, else as on the device where that speaks the
 * language of the page, else as the language has it; undefined is the device's. Arabic is written
 * with the digits that are typed and with the calendar of the record.
 */
export function formatLocaleOf(preferred: string | undefined, language: Language): string | undefined {
  const device = navigator.languages.find((locale) => languageOf(locale) === language);
  const isDevices = languageOf(navigator.language) === language;
  const locale = preferred ?? (isDevices && language !== "ar" ? undefined : (device ?? fallbacks[language]));
  return locale?.startsWith("ar") ? `${new Intl.Locale(locale).baseName}-u-ca-gregory-nu-latn` : locale;
}

const fallbacks: Record<Language, string> = { en: "en-US", es: "es-US", ar: "ar" };
