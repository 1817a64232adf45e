import { Anchor, Group } from "@mantine/core";
import { language, t } from "../i18n/i18n.ts";
import { keepLanguage, type Language, languageNames, languages } from "../i18n/language.ts";

/** Before anybody has said who they are, each language offers itself by its own name. */
export function LanguageSwitch() {
  function choose(chosen: Language) {
    if (chosen !== language && keepLanguage(chosen)) location.reload();
  }
  return (
    <Group component="nav" gap="lg" aria-label={t("Language")}>
      {languages.map((each) => (
        <Anchor
          key={each}
          component="button"
          type="button"
          size="sm"
          mih={24}
          lang={each}
          underline={each === language ? "never" : "always"}
          fw={each === language ? 700 : undefined}
          aria-current={each === language ? "true" : undefined}
          onClick={() => choose(each)}
        >
          {languageNames[each]}
        </Anchor>
      ))}
    </Group>
  );
}
