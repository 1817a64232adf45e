/** What every field of a patient's form is given, and how it is called. */
import type { ReactNode } from "react";
import type { Field } from "./patient-fields.ts";

export type FieldState = {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  onBlur: () => void;
};
export type FieldProps = FieldState & { field: Field; pointer: string; optional: boolean };

export function fieldLabel(field: Field, optional: boolean): ReactNode {
  return (
    <>
      {field.label}
      {optional && <span className="optional"> (optional)</span>}
    </>
  );
}
