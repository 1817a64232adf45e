/** A record's sections, in the order in which they are read and edited. */
import type { Field } from "../patients/patient-fields.ts";
import { address, contact, contactItem, coverageItem, identity } from "../patients/patient-fields.ts";

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
