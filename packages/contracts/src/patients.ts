/** Bodies of `/api/patients`. */
import { type Static, Type } from "typebox";
import { checkedAlone, describedDate, Id, Instant, LocalDate, listOf, Problem } from "./common.ts";
import {
  languagePattern,
  notBlankPattern,
  partOfDatePattern,
  personNamePattern,
  phonePattern,
  searchPattern,
} from "./patterns.ts";
import { trimmed, writtenEmail, writtenText } from "./written.ts";

const closed = { additionalProperties: false };
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

const fields = {
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

/**
 * What POST and PUT take. A name, first or last, and the birth date are required unless
 * `unidentified` is true.
 */
export const PatientWrite = Type.Partial(Type.Object(fields, closed), {
  ...closed,
  examples: [
    {
      firstName: "John",
      lastName: "Doe",
      dateOfBirth: "1990-01-01",
      address: { street: "123 Main St", city: "Los Angeles", state: "LA4", zipCode: "90001" },
      phoneNumber: "555-123-4567",
      email: "john.doe@example.com",
    },
  ],
});
export type PatientWrite = Static<typeof PatientWrite>;

const orNull = <Schema extends (typeof fields)[keyof typeof fields]>(schema: Schema) =>
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
    namePrefix: orNull(fields.namePrefix),
    firstName: orNull(fields.firstName),
    middleName: orNull(fields.middleName),
    lastName: orNull(fields.lastName),
    nameSuffix: orNull(fields.nameSuffix),
    maidenName: orNull(fields.maidenName),
    dateOfBirth: orNull(fields.dateOfBirth),
    dateOfBirthEstimated: orNull(fields.dateOfBirthEstimated),
    sex: orNull(fields.sex),
    address: Type.Optional(Type.Union([NullableAddress, Type.Null()])),
    phoneNumber: orNull(fields.phoneNumber),
    email: orNull(fields.email),
    contacts: orNull(fields.contacts),
    coverages: orNull(fields.coverages),
    identifiers: orNull(fields.identifiers),
    preferredLanguage: orNull(fields.preferredLanguage),
    deceasedDate: orNull(fields.deceasedDate),
    facilityId: Type.Optional(fields.facilityId),
    unidentified: orNull(fields.unidentified),
  },
  { ...closed, minProperties: 1 },
);
export type PatientPatch = Static<typeof PatientPatch>;

export const BillingState = Type.Object({
  accountId: Type.Optional(Id),
  status: Type.Enum(["active", "pending"]),
});
export type BillingState = Static<typeof BillingState>;

export const Patient = Type.Object({
  ...Type.Partial(Type.Object(fields)).properties,
  id: Id,
  /** Nine digits, the last a Damm check digit. */
  mrn: Type.String(),
  status: Type.Enum(["active", "inactive", "merged"]),
  facilityId: Id,
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
  billing: BillingState,
});
export type Patient = Static<typeof Patient>;
export const PatientList = listOf(Patient);

export const patientSorts = ["name", "-name", "createdAt", "-createdAt", "dateOfBirth", "-dateOfBirth"] as const;

/**
 * Every given field must match; `q` is matched against name, MRN, phone, e-mail and birth date. At
 * least one. Words of the name, the e-mail address, and four digits or more of an MRN or phone
 * number may be how it begins, a birth date its year or month. Eight digits may be a birth date
 * too, and four digits or more the end of a phone number. A date whose day and month can be told
 * apart by nothing but `dateOrder` is looked for in both orders, the other one as `transposed`. 400
 * for a date that is none.
 */
export const PatientSearch = Type.Object(
  {
    q: Type.Optional(writtenText(200, searchPattern)),
    name: Type.Optional(writtenText(200, notBlankPattern)),
    /** `1990-05-01`, `1990-05` or `1990`. */
    dateOfBirth: Type.Optional(Type.String({ pattern: partOfDatePattern })),
    mrn: Type.Optional(writtenText(20, notBlankPattern)),
    phoneNumber: Type.Optional(writtenText(50, notBlankPattern)),
    email: Type.Optional(writtenText(254, notBlankPattern)),
    identifier: Type.Optional(Identifier),
    /** Which of day and month stands first in a date within `q`; month-first when absent. */
    dateOrder: Type.Optional(Type.Enum(["month-first", "day-first"])),
    includeInactive: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { ...closed, minProperties: 1, examples: [{ name: "John Doe", dateOfBirth: "1990" }] },
);
export type PatientSearch = Static<typeof PatientSearch>;

export const MatchedOn = Type.Object({
  field: Type.String(),
  kind: Type.Enum(["exact", "prefix", "fuzzy", "transposed", "phonetic", "nickname", "former", "identifier"]),
});
export const PatientHit = Type.Object({ patient: Patient, score: Type.Number(), matchedOn: Type.Array(MatchedOn) });
export type PatientHit = Static<typeof PatientHit>;
export const PatientHitList = listOf(PatientHit);

export const HistoryEntry = Type.Object({
  version: Type.Integer(),
  at: Instant,
  by: Type.String(),
  change: Type.Enum(["created", "updated", "deactivated", "restored"]),
  /** JSON pointers of what this version changed. */
  changed: Type.Array(Type.String()),
  patient: Patient,
});
export type HistoryEntry = Static<typeof HistoryEntry>;
export const HistoryList = listOf(HistoryEntry);

/**
 * For importers: each row stands alone; a row whose first identifier is known already changes
 * nothing.
 */
export const PatientBatch = Type.Object(
  { patients: Type.Array(checkedAlone(PatientWrite), { minItems: 1, maxItems: 500 }) },
  closed,
);
export type PatientBatch = Static<typeof PatientBatch>;
export const PatientBatchResult = Type.Object({
  results: Type.Array(
    Type.Object({
      index: Type.Integer(),
      outcome: Type.Enum(["created", "existing", "refused"]),
      id: Type.Optional(Id),
      mrn: Type.Optional(Type.String()),
      billing: Type.Optional(BillingState),
      /**
       * Of an existing patient, JSON pointers of the row's fields that say something else than the
       * record. Nothing was changed.
       */
      differs: Type.Optional(Type.Array(Type.String())),
      problem: Type.Optional(Problem),
    }),
  ),
});
export type PatientBatchResult = Static<typeof PatientBatchResult>;

/** Accounts of nobody that one comparison closes; the others are left to the next. */
export const closedOrphansMax = 1_000;

/** What a comparison of patients and accounts found, and what it could repair at once. */
export const Reconciliation = Type.Object({
  checkedPatients: Type.Integer(),
  /** Patients of whom billing had no account. */
  missingAccounts: Type.Integer(),
  /** Those of them that have one now. */
  repairedAccounts: Type.Integer(),
  /**
   * Accounts of nobody, without a balance, that are closed now, so that nothing is posted to them.
   * At most `closedOrphansMax`.
   */
  closedOrphanAccounts: Type.Integer(),
  /**
   * Open accounts of nobody that stay open, for they have a balance, or for `closedOrphansMax`
   * others have been closed; the first 1,000. What becomes of a balance a person has to decide.
   */
  orphanAccounts: Type.Array(Type.Object({ accountId: Id, patientId: Id })),
  /**
   * Accounts of active patients that were closed, by deactivations that were never stored; open
   * again. At most 1,000 at a time.
   */
  reopenedAccounts: Type.Integer(),
  /**
   * Accounts of inactive patients that were open, by restorations that were never stored; closed
   * again. Within the same 1,000.
   */
  closedAccounts: Type.Integer(),
  /**
   * Accounts of inactive patients that can't be closed, for they have a balance. A person has to
   * decide what becomes of them.
   */
  unsettledAccounts: Type.Array(Type.Object({ accountId: Id, patientId: Id })),
  /**
   * Accounts that were at another facility than their patients, by events that were given up or
   * replayed late. Within the same 1,000.
   */
  movedAccounts: Type.Integer(),
  /**
   * Accounts that may contradict their patients and were not looked at, since 1,000 others were:
   * run it again.
   */
  leftAccounts: Type.Integer(),
  /**
   * Events of patients and of billing that have waited for more than five seconds to be published:
   * a relay, or the log, is stuck.
   */
  unpublishedEvents: Type.Integer(),
});
export type Reconciliation = Static<typeof Reconciliation>;
