/**
 * The fields of a record: their order, words and keyboards, once for registering, showing and
 * editing.
 */
import { t } from "../i18n/i18n.ts";
import { rankWords, subscriberWords } from "./code-words.ts";
import type { Field } from "./field.ts";
import {
  addressItem,
  communication,
  consentItem,
  demographics,
  emailItem,
  nameItem,
  periodFields,
  phoneItem,
} from "./further-fields.ts";

export const identity: readonly Field[] = [
  { pointer: "/lastName", label: t("Last name"), kind: "text", required: true, span: 6 },
  { pointer: "/firstName", label: t("First name"), kind: "text", required: true, span: 6 },
  { pointer: "/middleName", label: t("Middle name"), kind: "text", span: 6 },
  { pointer: "/namePrefix", label: t("Title"), kind: "text", recordOnly: true, span: 3 },
  { pointer: "/nameSuffix", label: t("Suffix"), kind: "text", recordOnly: true, span: 3 },
  { pointer: "/maidenName", label: t("Last name at birth"), kind: "text", recordOnly: true, span: 6 },
  { pointer: "/dateOfBirth", label: t("Birth date"), kind: "birth-date", required: true, span: 6 },
  { pointer: "/sex", label: t("Sex"), kind: "sex" },
  { pointer: "/deceasedDate", label: t("Died"), kind: "date", recordOnly: true, span: 6 },
];

export const contact: readonly Field[] = [
  { pointer: "/phoneNumber", label: t("Phone"), kind: "tel", span: 5 },
  { pointer: "/email", label: t("E-mail"), kind: "email", span: 7 },
  { pointer: "/preferredLanguage", label: t("Preferred language"), kind: "language", span: 5 },
];

export const address: readonly Field[] = [
  { pointer: "/address/street", label: t("Street"), kind: "text" },
  { pointer: "/address/city", label: t("City"), kind: "text", span: 4 },
  { pointer: "/address/state", label: t("State"), kind: "text", span: 4 },
  { pointer: "/address/zipCode", label: t("ZIP code"), kind: "text", span: 4 },
  { pointer: "/address/country", label: t("Country"), kind: "text", span: 4 },
];

/** Fields of one contact; the pointer is what follows `/contacts/N/`. */
export const contactItem: readonly Field[] = [
  { pointer: "name", label: t("Name"), kind: "text", required: true, span: 7 },
  { pointer: "relationship", label: t("Relationship"), kind: "text", required: true, span: 5 },
  { pointer: "phoneNumber", label: t("Phone"), kind: "tel", span: 5 },
  { pointer: "email", label: t("E-mail"), kind: "email", span: 7 },
  { pointer: "guarantor", label: t("Guarantor: answers for the bill"), short: t("Guarantor"), kind: "checkbox" },
  { pointer: "emergencyContact", label: t("Emergency contact"), kind: "checkbox", recordOnly: true, span: 6 },
  { pointer: "nextOfKin", label: t("Next of kin"), kind: "checkbox", recordOnly: true, span: 6 },
  { pointer: "legalGuardian", label: t("Legal guardian"), kind: "checkbox", recordOnly: true, span: 6 },
  {
    pointer: "patientId",
    label: t("Patient here"),
    kind: "patient",
    recordOnly: true,
    hint: t("The MRN, where they have a record too"),
  },
];

export const coverageItem: readonly Field[] = [
  { pointer: "payer", label: t("Payer"), kind: "text", required: true },
  { pointer: "memberId", label: t("Member number"), kind: "text", span: 6 },
  { pointer: "plan", label: t("Plan"), kind: "text", span: 6 },
  { pointer: "groupNumber", label: t("Group number"), kind: "text", recordOnly: true, span: 6 },
  { pointer: "rank", label: t("Order"), kind: "choice", words: rankWords, recordOnly: true, span: 6 },
  {
    ...{ pointer: "subscriberRelationship", label: t("Patient is"), kind: "choice", words: subscriberWords, span: 4 },
    recordOnly: true,
  },
  { pointer: "subscriber/name", label: t("Subscriber"), kind: "text", recordOnly: true, span: 8 },
  ...periodFields,
];

/** An id that another system gave the patient; what is longer than a list’s row is nobody’s id. */
export const identifierItem: readonly Field[] = [
  {
    pointer: "system",
    label: t("System"),
    kind: "text",
    required: true,
    span: 6,
    hint: t("Such as ssn or another clinic"),
  },
  { pointer: "value", label: t("Number"), kind: "text", required: true, span: 6 },
  { pointer: "issuer", label: t("Issued by"), kind: "text", recordOnly: true, span: 12 },
  ...periodFields,
];

/** The fields of which there can be several. */
export const listWords = {
  contacts: {
    item: contactItem,
    one: t("Contact"),
    all: t("Contacts"),
    add: t("Add a contact"),
    addAnother: t("Add another contact"),
  },
  coverages: {
    item: coverageItem,
    one: t("Coverage"),
    all: t("Coverages"),
    add: t("Add a coverage"),
    addAnother: t("Add another coverage"),
  },
  identifiers: {
    item: identifierItem,
    one: t("Identifier"),
    all: t("Identifiers"),
    add: t("Add an identifier"),
    addAnother: t("Add another identifier"),
  },
  names: {
    item: nameItem,
    one: t("Other name"),
    all: t("Other names"),
    add: t("Add another name"),
    addAnother: t("Add another name"),
  },
  phones: {
    item: phoneItem,
    one: t("Other phone"),
    all: t("Other phones"),
    add: t("Add another phone"),
    addAnother: t("Add another phone"),
  },
  emails: {
    item: emailItem,
    one: t("Other e-mail"),
    all: t("Other e-mails"),
    add: t("Add another e-mail"),
    addAnother: t("Add another e-mail"),
  },
  addresses: {
    item: addressItem,
    one: t("Other address"),
    all: t("Other addresses"),
    add: t("Add another address"),
    addAnother: t("Add another address"),
  },
  consents: {
    item: consentItem,
    one: t("Consent"),
    all: t("Consents"),
    add: t("Add a consent"),
    addAnother: t("Add another consent"),
  },
};
export type ListName = keyof typeof listWords;

const singleFields = [...identity, ...contact, ...address, ...demographics, ...communication];

/** The field of a pointer; of a list the field of its rows. */
export function fieldOf(pointer: string): Field | undefined {
  const [, list = "", , ...path] = pointer.split("/");
  if (!Object.hasOwn(listWords, list)) return singleFields.find((field) => field.pointer === pointer);
  return listWords[list as ListName].item.find((field) => field.pointer === path.join("/"));
}

/** The words for a pointer, in a history or a conflict: `Contact 1, phone`. */
export function labelOf(pointer: string): string {
  const single = singleFields.find((field) => field.pointer === pointer);
  if (single) return single.label;
  const [, list = "", index] = pointer.split("/");
  if (!Object.hasOwn(listWords, list)) return otherLabels[pointer] ?? pointer.slice(1);
  const words = listWords[list as ListName];
  if (index === undefined) return words.all;
  const row = t("{name} {number}", { name: words.one, number: Number(index) + 1 });
  const field = fieldOf(pointer);
  return field ? t("{row}, {field}", { row, field: (field.short ?? field.label).toLowerCase() }) : row;
}

const otherLabels: Record<string, string> = {
  "/address": t("Address"),
  "/facilityId": t("Facility"),
  "/status": t("Status"),
  "/unidentified": t("Unidentified"),
  "/dateOfBirthEstimated": t("Birth date estimated"),
};

/** The id of the input for a pointer: what a link in the error summary goes to. */
export function inputId(pointer: string): string {
  return `field${pointer.replaceAll("/", "-")}`;
}
