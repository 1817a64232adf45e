/** How sure one may be that two records are one person's, and in what they agree. */
import type { ComparedField, Grade } from "@pms/contracts/patients/matching";
import { t } from "../i18n/i18n.ts";

export const gradeWords: Record<Grade, string> = {
  certain: t("Certain"),
  probable: t("Probable"),
  possible: t("Possible"),
};
export const gradeTones = { certain: "danger", probable: "warn", possible: "plain" } as const;

export type Verdict = ComparedField["outcome"];
export const verdictWords: Record<Verdict, string> = {
  same: t("✓ same"),
  close: t("≈ close"),
  different: t("✕ differs"),
  missing: "",
};
