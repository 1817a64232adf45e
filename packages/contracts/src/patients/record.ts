/** What is written of a patient: `POST` and `PATCH /api/patients`. */
import { type Static, type TSchema, Type } from "typebox";
import { closed, describedDate, Id, LocalDate, partialDate } from "../http/common.ts";
import { languagePattern } from "../text/patterns.ts";
import { trimmed, writtenEmail, writtenText } from "../text/written.ts";
import { sexes } from "./codes.ts";
import { demographicFields } from "./demographics.ts";
import { Address, addressLines, knownAsFields, Period, PersonName, PhoneNumber } from "./known-as.ts";
import { agreementFields, Contact, Coverage } from "./people-and-payers.ts";

/**
 * An id that another system gave the patient, whatever blanks, widths and hyphens it is written
 * with. The clinic's configuration says which systems are evidence.
 */
export const Identifier = Type.Object(
  {
    system: Type.String({
      ...writtenText(200),
      description:
        "Which kind of id it is. One of a unique system has one owner (409 for a second); one that is evidence, as `ssn` and `national-id` are, is stored whatever it looks like and whoever else has it",
    }),
    value: writtenText(200),
    issuer: Type.Optional(
      Type.String({ ...writtenText(200), description: "Who gave it; two issuers may give two people one number" }),
    ),
    period: Type.Optional(Period),
  },
  closed,
);
export type Identifier = Static<typeof Identifier>;

/** What a record may hold: of what is written, and of what is answered. */
export const patientFields = {
  /** Such as `Dr.` */
  namePrefix: PersonName,
  firstName: PersonName,
  middleName: PersonName,
  lastName: PersonName,
  /** Such as `Jr.` */
  nameSuffix: PersonName,
  /** The last name at birth, where it was another. */
  maidenName: PersonName,
  dateOfBirth: partialDate(
    "YYYY-MM-DD; YYYY-MM or YYYY where no more is known: stored and answered as written, and sorted as its first day",
  ),
  dateOfBirthEstimated: Type.Boolean(),
  sex: Type.Enum(sexes),
  address: Address,
  phoneNumber: PhoneNumber,
  email: writtenEmail(),
  contacts: Type.Array(Contact, { maxItems: 20 }),
  coverages: Type.Array(Coverage, { maxItems: 20 }),
  identifiers: Type.Array(Identifier, { maxItems: 20 }),
  preferredLanguage: Type.String({ maxLength: 35, pattern: languagePattern, ...trimmed }),
  deceasedDate: LocalDate,
  facilityId: Id,
  registeredOn: describedDate(
    "When the patient was first registered, for who comes from elsewhere: given at registration by those who may import, never changed after. Today where it is absent",
  ),
  /** Lifts the rule that a name and the birth date are required. */
  unidentified: Type.Boolean(),
  ...knownAsFields,
  ...demographicFields,
  ...agreementFields,
};

/**
 * What a body with one record may take: more than the longest one, with every list full, in letters
 * of four bytes.
 */
export const recordMaxBytes = 327_680;

/** What it may hold of values, containers included. */
export const recordValuesMax = 1_500;

const example = {
  firstName: "John",
  lastName: "Doe",
  dateOfBirth: "1990-01-01",
  address: { street: "123 Main St", city: "Los Angeles", state: "LA4", zipCode: "90001" },
  phoneNumber: "555-123-4567",
  email: "john.doe@example.com",
};

/**
 * What POST and PUT take. A name, first or last, and the birth date are required unless
 * `unidentified` is true.
 */
export const PatientWrite = Type.Partial(Type.Object(patientFields, closed), {
  ...closed,
  examples: [example],
});
export type PatientWrite = Static<typeof PatientWrite>;

/** Why somebody changes a record: told to whoever reads its history. */
export const changeReason = Type.String({
  ...writtenText(500),
  description: "Why it is changed: kept with the version in the history, and no part of the record",
});

/** What `PUT` takes: the record, and why it is changed. */
export const PatientReplacement = Type.Object(
  { ...PatientWrite.properties, reason: Type.Optional(changeReason) },
  { ...closed, examples: [example] },
);
export type PatientReplacement = Static<typeof PatientReplacement>;

/** Why somebody who looks like a registered patient is another person. */
export const differenceReasons = ["relative", "twin", "document-seen", "asked-in-person", "other"] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

/** What `POST` takes: the record, and what is asked and said at the desk of look-alikes. */
export const PatientRegistration = Type.Object(
  {
    ...PatientWrite.properties,
    differsBecause: Type.Optional(
      Type.Enum(differenceReasons, {
        description:
          "Why the patient is registered although another one looks like it: kept in the audit with the ids of those, not in the record; they are told apart for ever",
      }),
    ),
    checkDuplicates: Type.Optional(
      Type.Boolean({
        description:
          "Asks to be stopped: where somebody is certainly registered already, or has the same name and birth date, 422 `/problems/confirmation-required` until `differsBecause` says why it is another person",
      }),
    ),
  },
  { ...closed, examples: [example] },
);
export type PatientRegistration = Static<typeof PatientRegistration>;

/** The same fields, each of which null may remove. */
function removable<Fields extends Record<string, TSchema>>(fields: Fields) {
  const nullable = Object.entries(fields).map(([name, field]) => [name, Type.Union([field, Type.Null()])]);
  return Type.Partial(Type.Object(Object.fromEntries(nullable), closed)).properties as {
    [Name in keyof Fields]: ReturnType<typeof orNull<Fields[Name]>>;
  };
}
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const { registeredOn, facilityId, address, ...removableFields } = patientFields;

/** A JSON merge patch (RFC 7396): null removes a field, arrays are replaced whole. */
export const PatientPatch = Type.Object(
  {
    ...removable(removableFields),
    address: orNull(Type.Object(removable(addressLines), closed)),
    facilityId: Type.Optional(facilityId),
    reason: Type.Optional(changeReason),
  },
  { ...closed, minProperties: 1 },
);
export type PatientPatch = Static<typeof PatientPatch>;
