/** What a page knows of one field of a record. */

export type FieldKind =
  | "text"
  | "email"
  | "tel"
  | "birth-date"
  | "date"
  | "partial-date"
  | "sex"
  | "language"
  | "checkbox"
  | "choice"
  | "choices"
  | "patient";
export type Field = {
  pointer: string;
  label: string;
  /** Where it is shown and not asked for. */
  short?: string;
  kind: FieldKind;
  /** Of a choice: what each code is called. */
  words?: Readonly<Record<string, string>>;
  required?: true;
  recordOnly?: true;
  /** How many of twelve columns its content needs; all of them when absent. */
  span?: number;
  hint?: string;
};
