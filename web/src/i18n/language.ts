/** Which language a page speaks: the reader's own choice, else the browser's, else English. */

export const languages = ["en", "es", "ar"] as const;
export type Language = (typeof languages)[number];

const kept = "language";

/** Of a locale such as `es-US`; one that has no words of its own reads English. */
export function languageOf(locale: string | undefined): Language {
  const asked = locale?.split("-")[0];
  return languages.find((language) => language === asked) ?? "en";
}

export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/** What this browser was told last, else the first of its own languages that has words. */
export function chosenLanguage(): Language {
  if (typeof document === "undefined") return "en";
  const told = localStorage.getItem(kept);
  if (told) return languageOf(told);
  const known = navigator.languages.find((locale) => languageOf(locale) !== "en" || locale.startsWith("en"));
  return languageOf(known);
}

/** Kept in the browser, as the sign-in page must speak before anybody has said who they are. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(kept, language);
}
