/**
 * The words of every page. English stands in the code, `t("Register")`; what another language says
 * for it stands in the one file of that language beside this one, with the English as its key.
 */
import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { chosenLanguage, directionOf, type Language } from "./language.ts";

type Messages = Record<string, string>;
const catalogs: Record<Exclude<Language, "en">, () => Promise<{ default: Messages }>> = {
  es: () => import("./es.json", { with: { type: "json" } }),
  ar: () => import("./ar.json", { with: { type: "json" } }),
};

/** The language of this page until it is loaded anew. */
export const language: Language = chosenLanguage();

export const i18n = setupI18n().setMessagesCompiler(compileMessage);
// Whoever imports `t` waits for its words, so a constant may hold them too.
i18n.loadAndActivate({ locale: language, messages: language === "en" ? {} : (await catalogs[language]()).default });
if (typeof document !== "undefined") {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/**
 * `t("Registered {name}", { name })`: the text in the reader's language, or as it stands where that
 * has none. The text is ICU's MessageFormat: plurals as `{count, plural, one {# row} other {# rows}}`.
 */
export function t(text: string, values?: Readonly<Record<string, unknown>>): string {
  return i18n._(text, values);
}
