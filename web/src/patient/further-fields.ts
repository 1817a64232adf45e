/** Fields of a record beside those of every day: further names and ways, who somebody is, consents. */
import { t } from "../i18n/i18n.ts";
import {
  addressUseWords,
  channelWords,
  emailUseWords,
  ethnicityWords,
  genderIdentityWords,
  housingWords,
  incomeBandWords,
  maritalStatusWords,
  nameUseWords,
  phoneUseWords,
  raceWords,
  sexAtBirthWords,
  sexualOrientationWords,
  veteranWords,
  yesNoWords,
} from "./code-words.ts";
import type { Field } from "./field.ts";

export const periodFields: readonly Field[] = [
  { pointer: "period/start", label: t("From"), kind: "partial-date", span: 6, recordOnly: true },
  { pointer: "period/end", label: t("Until"), kind: "partial-date", span: 6, recordOnly: true },
];

export const nameItem: readonly Field[] = [
  { pointer: "use", label: t("Kind of name"), kind: "choice", words: nameUseWords, required: true, span: 4 },
  { pointer: "lastName", label: t("Last name"), kind: "text", span: 4 },
  { pointer: "firstName", label: t("First name"), kind: "text", span: 4 },
  ...periodFields,
];

export const phoneItem: readonly Field[] = [
  { pointer: "number", label: t("Phone"), kind: "tel", required: true, span: 6 },
  { pointer: "use", label: t("Kind"), kind: "choice", words: phoneUseWords, span: 6 },
];

export const emailItem: readonly Field[] = [
  { pointer: "address", label: t("E-mail"), kind: "email", required: true, span: 6 },
  { pointer: "use", label: t("Kind"), kind: "choice", words: emailUseWords, span: 6 },
];

export const addressItem: readonly Field[] = [
  { pointer: "use", label: t("Kind"), kind: "choice", words: addressUseWords, span: 4 },
  { pointer: "street", label: t("Street"), kind: "text", span: 8 },
  { pointer: "city", label: t("City"), kind: "text", span: 4 },
  { pointer: "state", label: t("State"), kind: "text", span: 4 },
  { pointer: "zipCode", label: t("ZIP code"), kind: "text", span: 4 },
  { pointer: "country", label: t("Country"), kind: "text", span: 4 },
  ...periodFields,
];

const asked: Record<string, Field> = {
  pronouns: { pointer: "/pronouns", label: t("Pronouns"), kind: "text", span: 6 },
  races: { pointer: "/races", label: t("Race"), kind: "choices", words: raceWords, span: 6 },
  ethnicity: { pointer: "/ethnicity", label: t("Ethnicity"), kind: "choice", words: ethnicityWords, span: 6 },
  interpreter: {
    ...{ pointer: "/interpreterNeeded", label: t("Interpreter needed"), kind: "choice", words: yesNoWords, span: 6 },
  },
  income: { pointer: "/incomeBand", label: t("Household income"), kind: "choice", words: incomeBandWords, span: 6 },
};

/** What a desk asks who registers somebody, when it asks more than who they are. */
export const askedAtDesk: readonly Field[] = Object.values(asked);

export const demographics: readonly Field[] = [
  ...askedAtDesk,
  { pointer: "/sexAtBirth", label: t("Sex at birth"), kind: "choice", words: sexAtBirthWords, span: 6 },
  { pointer: "/genderIdentity", label: t("Gender identity"), kind: "choice", words: genderIdentityWords, span: 6 },
  {
    ...{ pointer: "/sexualOrientation", label: t("Sexual orientation"), kind: "choice", span: 6 },
    words: sexualOrientationWords,
  },
  { pointer: "/maritalStatus", label: t("Marital status"), kind: "choice", words: maritalStatusWords, span: 6 },
  { pointer: "/occupation", label: t("Occupation"), kind: "text", span: 6 },
  { pointer: "/religion", label: t("Religion"), kind: "text", span: 6 },
  { pointer: "/veteran", label: t("Veteran"), kind: "choice", words: veteranWords, span: 6 },
  { pointer: "/housing", label: t("Housing"), kind: "choice", words: housingWords, span: 6 },
  { pointer: "/multipleBirth", label: t("Twin, or one of more"), kind: "choice", words: yesNoWords, span: 6 },
  { pointer: "/birthOrder", label: t("Order of birth"), kind: "text", span: 3 },
  { pointer: "/birthTime", label: t("Time of birth"), kind: "text", span: 3, hint: t("Such as 23:05") },
];

export const communication: readonly Field[] = [
  { pointer: "/phoneUse", label: t("Kind of phone"), kind: "choice", words: phoneUseWords, span: 6 },
  { pointer: "/emailUse", label: t("Kind of e-mail"), kind: "choice", words: emailUseWords, span: 6 },
  { pointer: "/contactBy", label: t("Wants to be reached by"), kind: "choices", words: channelWords, span: 6 },
  { pointer: "/doNotContactBy", label: t("Must not be reached by"), kind: "choices", words: channelWords, span: 6 },
];

export const consentItem: readonly Field[] = [
  { pointer: "to", label: t("Agreed to"), kind: "text", required: true, span: 8 },
  { pointer: "version", label: t("Version"), kind: "text", span: 4 },
  { pointer: "givenOn", label: t("Given on"), kind: "date", required: true, span: 6 },
  { pointer: "givenBy", label: t("Given by"), kind: "text", span: 6 },
  { pointer: "withdrawnOn", label: t("Withdrawn on"), kind: "date", span: 6 },
  { pointer: "withdrawnBy", label: t("Withdrawn by"), kind: "text", span: 6 },
];
