import { t } from "../i18n/i18n.ts";

/** What may be unsettled when somebody leaves, by the form that sent it. */
export const unsettledWords: Readonly<Record<string, string>> = {
  payment: t("a payment"),
  charge: t("a charge"),
  adjustment: t("an adjustment"),
  refund: t("a refund"),
  transfer: t("a transfer"),
  reversal: t("a reversal"),
  correction: t("a correction"),
  register: t("a registration"),
  invitation: t("an invitation"),
  facility: t("a facility"),
};
