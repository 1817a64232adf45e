/** A record's sections, in the order in which they are read and edited. */

import { t } from "../../i18n/i18n.ts";
import { type FormValues, rowCount } from "../../patient/form-values.ts";
import type { Field, ListName } from "../../patient/patient-fields.ts";
import { address, contact, contactItem, coverageItem, identifierItem, identity } from "../../patient/patient-fields.ts";

export type Section = {
  id: string;
  title: string;
  edit: string;
  add: string;
  fields: readonly Field[];
  list?: ListName;
};

export const sections: readonly Section[] = [
  { id: "identity", title: t("Identity"), edit: t("Edit identity"), add: t("Add identity…"), fields: identity },
  { id: "contact", title: t("Contact"), edit: t("Edit contact"), add: t("Add contact…"), fields: contact },
  { id: "address", title: t("Address"), edit: t("Edit address"), add: t("Add address…"), fields: address },
  {
    id: "contacts",
    title: t("Contacts and guarantor"),
    edit: t("Edit contacts and guarantor"),
    add: t("Add contacts and guarantor…"),
    fields: contactItem,
    list: "contacts",
  },
  {
    id: "identifiers",
    title: t("Identifiers"),
    edit: t("Edit identifiers"),
    add: t("Add identifiers…"),
    fields: identifierItem,
    list: "identifiers",
  },
  {
    id: "coverages",
    title: t("Coverage"),
    edit: t("Edit coverage"),
    add: t("Add coverage…"),
    fields: coverageItem,
    list: "coverages",
  },
];

/** Whether a field is the section's to correct. */
export function holds({ fields, list }: Section, pointer: string): boolean {
  return list ? pointer.startsWith(`/${list}/`) : fields.some((field) => field.pointer === pointer);
}

/** Whether the record has nothing to show of it: then it is a word to add it by. */
export function isEmpty({ fields, list, id }: Section, values: FormValues): boolean {
  if (id === "identity") return false;
  return list ? rowCount(values, list) === 0 : fields.every(({ pointer }) => !values[pointer]);
}
