/** Why a search found a row, in a few words. */

import type { PatientHitList } from "@pms/contracts/patients/search";
import { queryWords } from "@pms/contracts/text/names";
import type { Static } from "typebox";
import { t } from "../i18n/i18n.ts";

export type Hit = Static<typeof PatientHitList>["data"][number];
type Match = Hit["matchedOn"][number];

const same: Record<string, string> = {
  firstName: t("Same first name"),
  middleName: t("Same middle name"),
  lastName: t("Same last name"),
  name: t("Same name"),
  dateOfBirth: t("Same birth date"),
  mrn: t("Same MRN"),
  phoneNumber: t("Same phone"),
  email: t("Same e-mail"),
  address: t("Same address"),
  identifiers: t("Same other id"),
  identifier: t("Same other id"),
};
const begins: Record<string, string> = {
  firstName: t("First name begins with this"),
  middleName: t("Middle name begins with this"),
  lastName: t("Last name begins with this"),
  name: t("Name begins with this"),
  dateOfBirth: t("Birth date begins with this"),
  mrn: t("MRN begins with this"),
  phoneNumber: t("Phone begins with this"),
  email: t("E-mail begins with this"),
  identifiers: t("Other id begins with this"),
  identifier: t("Other id begins with this"),
};

function nameIn({ patient }: Hit, field: string): string | undefined {
  if (field === "firstName" || field === "middleName" || field === "lastName") return patient[field];
  return field === "name" ? patient.lastName : undefined;
}

function describe(hit: Hit, { field, kind }: Match): string {
  const value = nameIn(hit, field);
  switch (kind) {
    case "phonetic":
      return value ? t("Sounds like {name}", { name: value }) : t("Sounds like the name");
    case "fuzzy":
      if (field === "phoneNumber") return t("Phone with these last digits");
      if (field === "dateOfBirth") return t("Birth date with one part different");
      return value ? t("Close to {name}", { name: value }) : t("Close to what is typed");
    case "transposed":
      return field === "dateOfBirth" ? t("Birth date with day and month swapped") : t("Words swapped");
    case "former":
      return t("Former name");
    case "nickname":
      return value ? t("Short for {name}", { name: value }) : t("Nickname");
    case "identifier":
      return field === "mrn" ? t("MRN") : t("Other id");
    case "prefix":
      return begins[field] ?? t("Begins with this");
    case "exact":
      return same[field] ?? t("The same");
  }
}

/** `Same last name · First name begins with this`; each reason once. */
export function whyMatched(hit: Hit): string {
  return [...new Set(hit.matchedOn.map((match) => describe(hit, match)))].join(" · ");
}

/**
 * The same for names that are one however their words are written and whichever fields they stand
 * in.
 */
function nameKey({ lastName = "", firstName = "" }: { lastName?: string; firstName?: string }): string {
  return [lastName, firstName]
    .map((name) => queryWords(name).join(""))
    .sort()
    .join(" ")
    .trim();
}

/** Ids of patients whose names look alike among these: they get a warning. */
export function lookAlikes(patients: readonly { id: string; lastName?: string; firstName?: string }[]): Set<string> {
  const groups = Map.groupBy(patients, nameKey);
  const alike = [...groups].filter(([name, members]) => name !== "" && members.length > 1);
  return new Set(alike.flatMap(([, members]) => members.map(({ id }) => id)));
}
