/** A record's sections, in the order in which they are read and edited. */
import type { Field } from "../../patient/patient-fields.ts";
import { address, contact, contactItem, coverageItem, identity } from "../../patient/patient-fields.ts";

export type Section = {
  id: string;
  title: string;
  fields: readonly Field[];
  list?: { name: "contacts" | "coverages"; noun: string };
};

export const sections: readonly Section[] = [
  { id: "identity", title: "Identity", fields: identity },
  { id: "contact", title: "Contact", fields: contact },
  { id: "address", title: "Address", fields: address },
  { id: "contacts", title: "Contacts and guarantor", fields: contactItem, list: { name: "contacts", noun: "Contact" } },
  { id: "coverages", title: "Coverage", fields: coverageItem, list: { name: "coverages", noun: "Coverage" } },
];

/** Whether a field is the section's to correct. */
export function holds({ fields, list }: Section, pointer: string): boolean {
  return list ? pointer.startsWith(`/${list.name}/`) : fields.some((field) => field.pointer === pointer);
}
