/** Why two records that look alike are two persons'. */
import type { DifferenceReason } from "@pms/contracts/patients/record";
import { t } from "../i18n/i18n.ts";

export const reasonWords: Record<DifferenceReason, string> = {
  relative: t("Relative with the same name"),
  twin: t("Twin"),
  "document-seen": t("I have seen a document"),
  "asked-in-person": t("I have asked in person"),
  other: t("Another reason"),
};
