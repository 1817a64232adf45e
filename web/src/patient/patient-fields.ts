/**
 * The fields of a record: their order, words and keyboards, once for registering, showing and
 * editing.
 */

export type FieldKind = "text" | "email" | "tel" | "birth-date" | "date" | "sex" | "language" | "checkbox";
export type Field = {
  pointer: string;
  label: string;
  kind: FieldKind;
  required?: true;
  recordOnly?: true;
  /** How many of twelve columns its content needs; all of them when absent. */
  span?: number;
  hint?: string;
};

export const identity: readonly Field[] = [
  { pointer: "/lastName", label: "Last name", kind: "text", required: true, span: 6 },
  { pointer: "/firstName", label: "First name", kind: "text", required: true, span: 6 },
  { pointer: "/middleName", label: "Middle name", kind: "text", span: 6 },
  { pointer: "/dateOfBirth", label: "Birth date", kind: "birth-date", required: true, span: 6 },
  { pointer: "/sex", label: "Sex", kind: "sex" },
  { pointer: "/deceasedDate", label: "Died", kind: "date", recordOnly: true, span: 6 },
];

export const contact: readonly Field[] = [
  { pointer: "/phoneNumber", label: "Phone", kind: "tel", span: 5 },
  { pointer: "/email", label: "E-mail", kind: "email", span: 7 },
  { pointer: "/preferredLanguage", label: "Preferred language", kind: "language", span: 5 },
];

export const address: readonly Field[] = [
  { pointer: "/address/street", label: "Street", kind: "text" },
  { pointer: "/address/city", label: "City", kind: "text", span: 5 },
  { pointer: "/address/state", label: "State", kind: "text", span: 4 },
  { pointer: "/address/zipCode", label: "ZIP code", kind: "text", span: 3 },
  { pointer: "/address/country", label: "Country", kind: "text", span: 5 },
];

/** Fields of one contact; the pointer is what follows `/contacts/N/`. */
export const contactItem: readonly Field[] = [
  { pointer: "name", label: "Name", kind: "text", required: true, span: 7 },
  { pointer: "relationship", label: "Relationship", kind: "text", required: true, span: 5 },
  { pointer: "phoneNumber", label: "Phone", kind: "tel", span: 5 },
  { pointer: "email", label: "E-mail", kind: "email", span: 7 },
  { pointer: "guarantor", label: "Guarantor: answers for the bill", kind: "checkbox" },
];

export const coverageItem: readonly Field[] = [
  { pointer: "payer", label: "Payer", kind: "text", required: true },
  { pointer: "memberId", label: "Member number", kind: "text", span: 6 },
  { pointer: "plan", label: "Plan", kind: "text", span: 6 },
];

/** An id that another system gave the patient; what is longer than a list’s row is nobody’s id. */
export const identifierItem: readonly Field[] = [
  { pointer: "system", label: "System", kind: "text", required: true, span: 6, hint: "Such as ssn or another clinic" },
  { pointer: "value", label: "Number", kind: "text", required: true, span: 6 },
];

export const sexWords: Record<string, string> = {
  female: "Female",
  male: "Male",
  other: "Other",
  unknown: "Not known",
};

const listItems: Record<string, readonly Field[]> = {
  contacts: contactItem,
  coverages: coverageItem,
  identifiers: identifierItem,
};
const listNames: Record<string, string> = { contacts: "Contact", coverages: "Coverage", identifiers: "Other id" };

/** The words for a pointer, in a history or a conflict: `Contact 1, phone`. */
export function labelOf(pointer: string): string {
  const single = [...identity, ...contact, ...address].find((field) => field.pointer === pointer);
  if (single) return single.label;
  const [, list = "", index, name] = pointer.split("/");
  const noun = listNames[list];
  if (noun === undefined) return otherLabels[pointer] ?? pointer.slice(1);
  const item = listItems[list]?.find((field) => field.pointer === name)?.label.split(":")[0];
  return index === undefined ? `${noun}s` : `${noun} ${Number(index) + 1}${item ? `, ${item.toLowerCase()}` : ""}`;
}

const otherLabels: Record<string, string> = {
  "/address": "Address",
  "/facilityId": "Facility",
  "/status": "Status",
  "/unidentified": "Unidentified",
  "/dateOfBirthEstimated": "Birth date estimated",
};

/** The id of the input for a pointer: what a link in the error summary goes to. */
export function inputId(pointer: string): string {
  return `field${pointer.replaceAll("/", "-")}`;
}
