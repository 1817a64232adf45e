/** A record's sections, in the order in which they are read and edited. */

import { t } from "../../i18n/i18n.ts";
import type { Field } from "../../patient/field.ts";
import { type FormValues, rowCount } from "../../patient/form-values.ts";
import {
  addressItem,
  communication,
  consentItem,
  demographics,
  emailItem,
  nameItem,
  phoneItem,
} from "../../patient/further-fields.ts";
import type { ListName } from "../../patient/patient-fields.ts";
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
  {
    id: "names",
    title: t("Other names"),
    edit: t("Edit other names"),
    add: t("Add other names…"),
    fields: nameItem,
    list: "names",
  },
  { id: "contact", title: t("Contact"), edit: t("Edit contact"), add: t("Add contact…"), fields: contact },
  { id: "address", title: t("Address"), edit: t("Edit address"), add: t("Add address…"), fields: address },
  {
    id: "phones",
    title: t("Other phones"),
    edit: t("Edit other phones"),
    add: t("Add other phones…"),
    fields: phoneItem,
    list: "phones",
  },
  {
    id: "emails",
    title: t("Other e-mails"),
    edit: t("Edit other e-mails"),
    add: t("Add other e-mails…"),
    fields: emailItem,
    list: "emails",
  },
  {
    id: "addresses",
    title: t("Other addresses"),
    edit: t("Edit other addresses"),
    add: t("Add other addresses…"),
    fields: addressItem,
    list: "addresses",
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
    id: "demographics",
    title: t("Demographics"),
    edit: t("Edit demographics"),
    add: t("Add demographics…"),
    fields: demographics,
  },
  {
    id: "contacts",
    title: t("Contacts and guarantor"),
    edit: t("Edit contacts and guarantor"),
    add: t("Add contacts and guarantor…"),
    fields: contactItem,
    list: "contacts",
  },
  {
    id: "coverages",
    title: t("Coverage"),
    edit: t("Edit coverage"),
    add: t("Add coverage…"),
    fields: coverageItem,
    list: "coverages",
  },
  {
    id: "communication",
    title: t("Communication"),
    edit: t("Edit communication"),
    add: t("Add communication…"),
    fields: communication,
  },
  {
    id: "consents",
    title: t("Consents"),
    edit: t("Edit consents"),
    add: t("Add consents…"),
    fields: consentItem,
    list: "consents",
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
