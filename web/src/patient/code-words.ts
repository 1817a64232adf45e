/** What the codes of a record are called on the pages. */
import type {
  addressUses,
  channels,
  emailUses,
  ethnicities,
  genderIdentities,
  housings,
  incomeBands,
  maritalStatuses,
  nameUses,
  phoneUses,
  races,
  sexesAtBirth,
  sexualOrientations,
  subscriberRelationships,
  veteranStatuses,
} from "@pms/contracts/patients/codes";
import { t } from "../i18n/i18n.ts";

/** Every code has its words. */
type Words<Codes extends readonly string[]> = Record<Codes[number], string>;

const other = { other: t("Other") };
const unsaid = { declined: t("Declined to say"), unknown: t("Not known") };

export const yesNoWords = { true: t("Yes"), false: t("No") };

export const sexAtBirthWords: Words<typeof sexesAtBirth> = {
  female: t("Female"),
  male: t("Male"),
  ...other,
  ...unsaid,
};

export const genderIdentityWords: Words<typeof genderIdentities> = {
  female: t("Woman"),
  male: t("Man"),
  "transgender-woman": t("Transgender woman"),
  "transgender-man": t("Transgender man"),
  nonbinary: t("Nonbinary"),
  ...other,
  ...unsaid,
};

export const sexualOrientationWords: Words<typeof sexualOrientations> = {
  straight: t("Straight"),
  "lesbian-or-gay": t("Lesbian or gay"),
  bisexual: t("Bisexual"),
  ...other,
  ...unsaid,
};

export const raceWords: Words<typeof races> = {
  "american-indian-or-alaska-native": t("American Indian or Alaska Native"),
  asian: t("Asian"),
  "black-or-african-american": t("Black or African American"),
  "middle-eastern-or-north-african": t("Middle Eastern or North African"),
  "native-hawaiian-or-pacific-islander": t("Native Hawaiian or Pacific Islander"),
  white: t("White"),
  ...other,
  ...unsaid,
};

export const ethnicityWords: Words<typeof ethnicities> = {
  "hispanic-or-latino": t("Hispanic or Latino"),
  "not-hispanic-or-latino": t("Not Hispanic or Latino"),
  ...unsaid,
};

export const maritalStatusWords: Words<typeof maritalStatuses> = {
  "never-married": t("Never married"),
  married: t("Married"),
  "domestic-partner": t("Domestic partner"),
  separated: t("Separated"),
  divorced: t("Divorced"),
  widowed: t("Widowed"),
  ...other,
  ...unsaid,
};

export const veteranWords: Words<typeof veteranStatuses> = { yes: t("Yes"), no: t("No"), ...unsaid };

export const housingWords: Words<typeof housings> = {
  housed: t("Own or rented home"),
  "public-housing": t("Public housing"),
  "homeless-shelter": t("Homeless shelter"),
  transitional: t("Transitional housing"),
  "doubling-up": t("Doubling up with others"),
  street: t("Street"),
  "permanent-supportive": t("Permanent supportive housing"),
  ...other,
  ...unsaid,
};

export const incomeBandWords: Words<typeof incomeBands> = {
  "up-to-100": t("Up to 100 % of the poverty guideline"),
  "101-to-150": t("101 to 150 %"),
  "151-to-200": t("151 to 200 %"),
  "over-200": t("Over 200 %"),
  ...unsaid,
};

export const nameUseWords: Words<typeof nameUses> = {
  usual: t("Usual name"),
  official: t("Name on documents"),
  former: t("Former name"),
  nickname: t("Nickname"),
  alias: t("Alias"),
};

const homeAndWork = { home: t("Home"), work: t("Work") };
const past = { former: t("Former"), ...other };
export const phoneUseWords: Words<typeof phoneUses> = { ...homeAndWork, mobile: t("Mobile"), fax: t("Fax"), ...past };
export const emailUseWords: Words<typeof emailUses> = { ...homeAndWork, ...past };
export const addressUseWords: Words<typeof addressUses> = {
  ...homeAndWork,
  temporary: t("Temporary"),
  billing: t("Billing"),
  ...past,
};

export const channelWords: Words<typeof channels> = {
  phone: t("Phone"),
  text: t("Text message"),
  email: t("E-mail"),
  letter: t("Letter"),
  portal: t("Portal"),
};

export const subscriberWords: Words<typeof subscriberRelationships> = {
  self: t("The subscriber"),
  spouse: t("Spouse"),
  child: t("Child"),
  parent: t("Parent"),
  ...other,
};

export const rankWords: Record<string, string> = { 1: t("Asked first"), 2: t("Asked second"), 3: t("Asked third") };
