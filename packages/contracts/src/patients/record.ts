/** What is written of a patient: `POST` and `PATCH /api/patients`. */
import { type Static, Type } from "typebox";
import { closed, describedDate, Id, LocalDate } from "../http/common.ts";
import { languagePattern, personNamePattern, phonePattern } from "../text/patterns.ts";
import { trimmed, writtenEmail, writtenText } from "../text/written.ts";

const PersonName = writtenText(100, personNamePattern);
const PhoneNumber = writtenText(50, phonePattern);
export const sexes = ["female", "male", "other", "unknown"] as const;
export const Sex = Type.Enum(sexes);

export const Address = Type.Object(
  {
    street: Type.Optional(writtenText(200)),
    city: Type.Optional(writtenText(100)),
    state: Type.Optional(writtenText(100)),
    zipCode: Type.Optional(writtenText(20)),
    country: Type.Optional(writtenText(100)),
  },
  closed,
);
export type Address = Static<typeof Address>;

export const Contact = Type.Object(
  {
    name: writtenText(200, personNamePattern),
    relationship: writtenText(100),
    phoneNumber: Type.Optional(PhoneNumber),
    email: Type.Optional(writtenEmail()),
    guarantor: Type.Optional(Type.Boolean()),
  },
  closed,
);

export const Coverage = Type.Object(
  {
    payer: writtenText(200),
    memberId: Type.Optional(writtenText(100)),
    plan: Type.Optional(writtenText(200)),
    rank: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  },
  closed,
);

/**
 * An id that another system gave the patient: unique per system, whatever blanks, widths and
 * hyphens it is written with.
 */
export const Identifier = Type.Object({ system: writtenText(200), value: writtenText(200) }, closed);
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
  dateOfBirth: LocalDate,
  dateOfBirthEstimated: Type.Boolean(),
  sex: Sex,
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
};

/**
 * What a body with one record may take: more than the longest one, with every list full, in letters
 * of four bytes.
 */
export const recordMaxBytes = 131_072;

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

/** Why somebody who looks like a registered patient is another person. */
export const differenceReasons = ["relative", "twin", "document-seen", "asked-in-person", "other"] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

/** What `POST` takes: the record, and what was said at the desk of a look-alike. */
export const PatientRegistration = Type.Object(
  {
    ...PatientWrite.properties,
    differsBecause: Type.Optional(
      Type.Enum(differenceReasons, {
        description:
          "Why the patient is registered although another one looks like it: kept in the audit, not in the record",
      }),
    ),
  },
  { ...closed, examples: [example] },
);
export type PatientRegistration = Static<typeof PatientRegistration>;

const orNull = <Schema extends (typeof patientFields)[keyof typeof patientFields]>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]));
const NullableAddress = Type.Object(
  {
    street: Type.Optional(Type.Union([writtenText(200), Type.Null()])),
    city: Type.Optional(Type.Union([writtenText(100), Type.Null()])),
    state: Type.Optional(Type.Union([writtenText(100), Type.Null()])),
    zipCode: Type.Optional(Type.Union([writtenText(20), Type.Null()])),
    country: Type.Optional(Type.Union([writtenText(100), Type.Null()])),
  },
  closed,
);

/** A JSON merge patch (RFC 7396): null removes a field, arrays are replaced whole. */
export const PatientPatch = Type.Object(
  {
    namePrefix: orNull(patientFields.namePrefix),
    firstName: orNull(patientFields.firstName),
    middleName: orNull(patientFields.middleName),
    lastName: orNull(patientFields.lastName),
    nameSuffix: orNull(patientFields.nameSuffix),
    maidenName: orNull(patientFields.maidenName),
    dateOfBirth: orNull(patientFields.dateOfBirth),
    dateOfBirthEstimated: orNull(patientFields.dateOfBirthEstimated),
    sex: orNull(patientFields.sex),
    address: Type.Optional(Type.Union([NullableAddress, Type.Null()])),
    phoneNumber: orNull(patientFields.phoneNumber),
    email: orNull(patientFields.email),
    contacts: orNull(patientFields.contacts),
    coverages: orNull(patientFields.coverages),
    identifiers: orNull(patientFields.identifiers),
    preferredLanguage: orNull(patientFields.preferredLanguage),
    deceasedDate: orNull(patientFields.deceasedDate),
    facilityId: Type.Optional(patientFields.facilityId),
    unidentified: orNull(patientFields.unidentified),
  },
  { ...closed, minProperties: 1 },
);
export type PatientPatch = Static<typeof PatientPatch>;
