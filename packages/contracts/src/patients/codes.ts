/**
 * Codes that a record may hold, apart from the schemas, so that the web takes no more than these.
 * `declined` is who was asked and did not say, `unknown` who was not asked or does not know.
 */

export const sexes = ["female", "male", "other", "unknown"] as const;
export const sexesAtBirth = ["female", "male", "other", "declined", "unknown"] as const;

const unsaid = ["other", "declined", "unknown"] as const;
/** As table 3B of the Uniform Data System (UDS) of health centres counts them. */
export const genderIdentities = [
  "female",
  "male",
  "transgender-woman",
  "transgender-man",
  "nonbinary",
  ...unsaid,
] as const;
export const sexualOrientations = ["straight", "lesbian-or-gay", "bisexual", ...unsaid] as const;

/** The categories of OMB's Statistical Policy Directive 15; who has several has several entries. */
export const races = [
  "american-indian-or-alaska-native",
  "asian",
  "black-or-african-american",
  "middle-eastern-or-north-african",
  "native-hawaiian-or-pacific-islander",
  "white",
  ...unsaid,
] as const;
export const ethnicities = ["hispanic-or-latino", "not-hispanic-or-latino", "declined", "unknown"] as const;

export const maritalStatuses = [
  "never-married",
  "married",
  "domestic-partner",
  "separated",
  "divorced",
  "widowed",
  ...unsaid,
] as const;
export const veteranStatuses = ["yes", "no", "declined", "unknown"] as const;

/** Where the patient lives, as table 4 of UDS counts who has no home of their own. */
export const housings = [
  "housed",
  "public-housing",
  "homeless-shelter",
  "transitional",
  "doubling-up",
  "street",
  "permanent-supportive",
  ...unsaid,
] as const;

/** Of the household, in percent of the federal poverty guideline, as table 4 of UDS has them. */
export const incomeBands = ["up-to-100", "101-to-150", "151-to-200", "over-200", "declined", "unknown"] as const;

/**
 * `official` is the name on documents where another one is used, `former` one that was given up,
 * `alias` any other by which the person is known.
 */
export const nameUses = ["usual", "official", "former", "nickname", "alias"] as const;
export const phoneUses = ["home", "work", "mobile", "fax", "former", "other"] as const;
export const emailUses = ["home", "work", "former", "other"] as const;
export const addressUses = ["home", "work", "temporary", "billing", "former", "other"] as const;

export const channels = ["phone", "text", "email", "letter", "portal"] as const;
export const subscriberRelationships = ["self", "spouse", "child", "parent", "other"] as const;
