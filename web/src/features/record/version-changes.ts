/** What one version says otherwise than another, in the words of the form. */
import type { Patient } from "@pms/contracts/patients/patient";
import { t } from "../../i18n/i18n.ts";
import { toForm } from "../../patient/form-values.ts";
import { fieldOf, labelOf } from "../../patient/patient-fields.ts";
import { wordOf } from "../../patient/shown-value.ts";

export type Changed = { pointer: string; label: string; from: string; to: string };

/** The fields that differ as they read in the form, the facility by its name; empty is nothing. */
export function changesBetween(before: Patient, after: Patient, facilities: ReadonlyMap<string, string>): Changed[] {
  const [old, now] = [toForm(before), toForm(after)];
  const show = (pointer: string, value = "") => {
    if (pointer === "/facilityId") return facilities.get(value) ?? t("Another");
    return wordOf(fieldOf(pointer), value);
  };
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((pointer) => (old[pointer] ?? "") !== (now[pointer] ?? ""))
    .map((pointer) => ({
      pointer,
      label: labelOf(pointer),
      from: show(pointer, old[pointer]),
      to: show(pointer, now[pointer]),
    }));
}
