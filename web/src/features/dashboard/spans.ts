/** The spans of time that the page offers by name. */
import { t } from "../../i18n/i18n.ts";

/** Each begins with a whole period, or its first bar would look like a slump. */
export const spans = {
  month: { label: t("This month"), months: 1, before: 0 },
  "last-month": { label: t("Last month"), months: 1, before: 1 },
  "12m": { label: t("12 months"), months: 12, before: 0 },
  "5y": { label: t("5 years"), months: 60, before: 0 },
  all: { label: t("All years"), months: undefined, before: 0 },
} as const;
export type Span = keyof typeof spans;
