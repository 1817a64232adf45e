/** What the sexes of administration are called; apart, since every page's band says them. */
import { t } from "../i18n/i18n.ts";

export const sexWords: Record<string, string> = {
  female: t("Female"),
  male: t("Male"),
  other: t("Other"),
  unknown: t("Not known"),
};
