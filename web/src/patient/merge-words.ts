/** A merge in words: its fields, how far it is, and why it cannot be done. */
import type { MergedField, PatientMerge } from "@pms/contracts/patients/merging";
import type { Patient } from "@pms/contracts/patients/patient";
import { serverText, t } from "../i18n/i18n.ts";
import { describeBirth } from "./born.ts";
import { toForm } from "./form-values.ts";
import { fieldOf, labelOf } from "./patient-fields.ts";
import { shownValue } from "./shown-value.ts";

/** `address` is one field of a merge; the form has its parts. */
export const mergedFieldWord = (field: string): string =>
  field === "address" ? t("Address") : field === "status" ? t("Status") : labelOf(`/${field}`);

/** What a record has in a field, as it reads; empty where it has nothing. */
export function shownField(
  patient: Patient,
  field: MergedField,
  { today, locale }: { today: string; locale: string | undefined },
): string {
  if (field === "address") {
    const { street, city, state, zipCode, country } = patient.address ?? {};
    return [street, city, [state, zipCode].filter(Boolean).join(" "), country].filter(Boolean).join(", ");
  }
  if (field === "dateOfBirth") return patient.dateOfBirth ? describeBirth(patient, today) : "";
  const pointer = `/${field}`;
  const value = toForm(patient)[pointer] ?? "";
  const known = fieldOf(pointer);
  return known && value ? shownValue(known, value, locale, t("Yes")) : value;
}

/** Before a reason is chosen there is none; the last one stays for the next pair. */
export const mergeReasons = {
  "details-agree": t("The details of both agree"),
  "document-seen": t("I have seen a document"),
  "asked-in-person": t("I have asked in person"),
} as const;
export type MergeReason = keyof typeof mergeReasons;

/** Reasons of the server that name a record, a pair or a merge by its id: the page says them without. */
const patterns: readonly (readonly [RegExp, () => string])[] = [
  [/^The patient \S+ is not active\.$/, () => t("One of the two records is not active: restore it first.")],
  [/^The patient \S+ was merged into/, () => t("One of the two records was merged already.")],
  [
    /^Somebody has decided/,
    () =>
      t(
        "Somebody has decided that these are two persons. Take that decision back first, among the possible duplicates.",
      ),
  ],
  [/came after it: undo that one first/, () => t("Another merge of this person came later: undo that one first.")],
  [
    /^Together they have more than (\d+)/,
    () => t("Together the records have more entries in a list than a record can hold: remove some first."),
  ],
];

/** Why it can't be done, as a sentence of the page's language. */
export function mergeProblem(problem: string): string {
  const known = patterns.find(([pattern]) => pattern.test(problem));
  return known ? known[1]() : serverText(problem);
}

/** What a merge, or its undoing, is at. */
export function mergeStep({ status, step }: Pick<PatientMerge, "status" | "step">): string {
  if (status === "undoing")
    return step === "billing" ? t("Moving the balance back…") : t("Separating the two records…");
  return step === "billing" ? t("Moving the balance…") : t("Bringing the two records together…");
}
