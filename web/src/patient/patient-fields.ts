/**
 * The fields of a record: their order, words and keyboards, once for registering, showing and
 * editing.
 */

export type FieldKind = "text" | "email" | "tel" | "birth-date" | "date" | "sex" | "checkbox";
export type Field = {
  pointer: string;
  label: string;
  kind: FieldKind;
  required?: true;
  recordOnly?: true;
  hint?: string;
};

export const identity: readonly Field[] = [
  { pointer: "/lastName", label: "Last name", kind: "text", required: true },
  {
    pointer: "/firstName",
    label: "First name",
    kind: "text",
    required: true,
    hint: "Of someone with one name leave the other empty",
  },
  { pointer: "/middleName", label: "Middle name", kind: "text" },
  { pointer: "/dateOfBirth", label: "Birth date", kind: "birth-date", required: true },
  { pointer: "/sex", label: "Sex", kind: "sex" },
  { pointer: "/deceasedDate", label: "Died", kind: "date", recordOnly: true },
];

export const contact: readonly Field[] = [
  { pointer: "/phoneNumber", label: "Phone", kind: "tel" },
  { pointer: "/email", label: "E-mail", kind: "email" },
  { pointer: "/preferredLanguage", label: "Preferred language", kind: "text", hint: "As a code: en, es, pt-BR" },
];

export const address: readonly Field[] = [
  { pointer: "/address/street", label: "Street", kind: "text" },
  { pointer: "/address/city", label: "City", kind: "text" },
  { pointer: "/address/state", label: "State", kind: "text" },
  { pointer: "/address/zipCode", label: "ZIP code", kind: "text" },
  { pointer: "/address/country", label: "Country", kind: "text" },
];

/** Fields of one contact; the pointer is what follows `/contacts/N/`. */
export const contactItem: readonly Field[] = [
  { pointer: "name", label: "Name", kind: "text", required: true },
  { pointer: "relationship", label: "Relationship", kind: "text", required: true },
  { pointer: "phoneNumber", label: "Phone", kind: "tel" },
  { pointer: "email", label: "E-mail", kind: "email" },
  { pointer: "guarantor", label: "Guarantor: answers for the bill", kind: "checkbox" },
];

export const coverageItem: readonly Field[] = [
  { pointer: "payer", label: "Payer", kind: "text", required: true },
  { pointer: "memberId", label: "Member number", kind: "text" },
  { pointer: "plan", label: "Plan", kind: "text" },
];

export const sexWords: Record<string, string> = {
  female: "Female",
  male: "Male",
  other: "Other",
  unknown: "Not known",
};

const listItems: Record<string, readonly Field[]> = { contacts: contactItem, coverages: coverageItem };
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
