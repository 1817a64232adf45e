/** What every field of a patient's form is given, and how it is called. */
import type { ReactNode } from "react";
import { t } from "../i18n/i18n.ts";
import type { Field } from "./field.ts";

export type FieldState = {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  onBlur: () => void;
};
export type FieldProps = FieldState & { field: Field; pointer: string; optional: boolean };

/** Behind a label: what may be left empty. */
export function Optional() {
  return <span className="optional"> {t("(optional)")}</span>;
}

export function fieldLabel(field: Field, optional: boolean): ReactNode {
  return (
    <>
      {field.label}
      {optional && <Optional />}
    </>
  );
}
