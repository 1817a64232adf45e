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

/** What servers say of what went wrong: read when something has. */
const problems: Partial<typeof catalogs> = {
  es: () => import("./es-problems.json", { with: { type: "json" } }),
};

export const i18n = setupI18n().setMessagesCompiler(compileMessage);
i18n.loadAndActivate({ locale: language, messages: {} });

/**
 * Before any page is loaded, so that constants of the pages may hold words too. Without an answer
 * they are English, and say so.
 */
export async function loadWords(): Promise<void> {
  if (language !== "en") i18n.load(language, (await catalogs[language]()).default);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

let problemsRead: Promise<void> | undefined;
const problemsWithinMs = 2_000;

/** Before a problem is told. Without an answer in time it is told in English. */
export function loadProblemWords(): Promise<void> {
  problemsRead ??= readProblems();
  return Promise.race([problemsRead, new Promise<void>((resolve) => setTimeout(resolve, problemsWithinMs))]);
}

async function readProblems(): Promise<void> {
  const catalog = language === "en" ? undefined : problems[language];
  try {
    if (catalog) i18n.load(language, (await catalog()).default);
  } catch {
    problemsRead = undefined;
  }
}

/**
 * `t("Registered {name}", { name })`: the text in the reader's language, or as it stands where that
 * has none. The text is ICU's MessageFormat: plurals as `{count, plural, one {# row} other {# rows}}`.
 */
export function t(text: string, values?: Readonly<Record<string, unknown>>): string {
  return i18n._(text, values && isRightToLeft ? Object.fromEntries(Object.entries(values).map(isolated)) : values);
}

const isRightToLeft = directionOf(language) === "rtl";

/**
 * A date or a number with blanks or hyphens in it keeps its order among words that run from right
 * to left (Unicode UAX 9): `04-Mar-1961` would be read as `Mar-1961-04`.
 */
const isolated = ([name, value]: [string, unknown]): [string, unknown] => [
  name,
  typeof value === "string" && /\d/.test(value) ? `\u2068${value}\u2069` : value,
];

/**
 * What a server said, in the reader's language where that has it, with its values: the texts stand in
 * `server-words.ts`. As it came otherwise.
 */
export function serverText(text: string): string {
  if (i18n.messages[text] !== undefined) return i18n._(text);
  templates ??= templatesOf(Object.keys(i18n.messages));
  for (const { key, pattern } of templates) {
    const found = pattern.exec(text);
    if (found) return i18n._(key, Object.fromEntries(found.slice(1).map((value, index) => [index, serverText(value)])));
  }
  return text;
}

const literal = (text: string) => text.replaceAll(/[.*+?^$(){}|[\]\\]/g, "\\$&");

type Template = { key: string; pattern: RegExp };
let templates: readonly Template[] | undefined;
i18n.on("change", () => {
  templates = undefined;
});

/** Those with numbered values, the longest first: of two that fit it says more. */
function templatesOf(keys: readonly string[]): Template[] {
  const numbered = keys.filter((key) => key.includes("{0}")).sort((a, b) => b.length - a.length);
  return numbered.map((key) => ({
    key,
    pattern: new RegExp(
      `^${key
        .split(/\{\d\}/)
        .map(literal)
        .join("(.+)")}$`,
    ),
  }));
}
