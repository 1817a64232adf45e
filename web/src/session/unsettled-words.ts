import { t } from "../i18n/i18n.ts";

/** What may be unsettled when somebody leaves, by the form that sent it. */
export const unsettledWords: Readonly<Record<string, string>> = {
  payment: t("a payment"),
  charge: t("a charge"),
  reversal: t("a reversal"),
  register: t("a registration"),
  invitation: t("an invitation"),
};
