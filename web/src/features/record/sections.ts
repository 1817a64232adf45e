/** A record's sections, in the order in which they are read and edited. */
import { type FormValues, rowCount } from "../../patient/form-values.ts";
import type { Field } from "../../patient/patient-fields.ts";
import { address, contact, contactItem, coverageItem, identifierItem, identity } from "../../patient/patient-fields.ts";

export type Section = {
  id: string;
  title: string;
  fields: readonly Field[];
  list?: { name: "contacts" | "coverages" | "identifiers"; noun: string };
};

export const sections: readonly Section[] = [
  { id: "identity", title: "Identity", fields: identity },
  { id: "contact", title: "Contact", fields: contact },
  { id: "address", title: "Address", fields: address },
  { id: "contacts", title: "Contacts and guarantor", fields: contactItem, list: { name: "contacts", noun: "Contact" } },
  {
    id: "identifiers",
    title: "Identifiers",
    fields: identifierItem,
    list: { name: "identifiers", noun: "Identifier" },
  },
  { id: "coverages", title: "Coverage", fields: coverageItem, list: { name: "coverages", noun: "Coverage" } },
];

/** Whether a field is the section's to correct. */
export function holds({ fields, list }: Section, pointer: string): boolean {
  return list ? pointer.startsWith(`/${list.name}/`) : fields.some((field) => field.pointer === pointer);
}

/** Whether the record has nothing to show of it: then it is a word to add it by. */
export function isEmpty({ fields, list, id }: Section, values: FormValues): boolean {
  if (id === "identity") return false;
  return list ? rowCount(values, list.name) === 0 : fields.every(({ pointer }) => !values[pointer]);
}
