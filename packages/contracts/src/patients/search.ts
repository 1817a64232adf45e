/** `POST /api/patients/search`. */
import { type Static, Type } from "typebox";
import { closed, listOf } from "../http/common.ts";
import { notBlankPattern, partOfDatePattern, searchPattern } from "../text/patterns.ts";
import { writtenText } from "../text/written.ts";
import { Patient } from "./patient.ts";
import { Identifier } from "./record.ts";

/** `registeredAt`: by `registeredOn` where a record came from elsewhere, else as by `createdAt`. */
export const patientSorts = [
  "name",
  "-name",
  "createdAt",
  "-createdAt",
  "registeredAt",
  "-registeredAt",
  "dateOfBirth",
  "-dateOfBirth",
] as const;

/**
 * At least one field; each must match. `q` matches how a name, MRN, phone, e-mail or birth date
 * begins; below those who do, names and dates with mistakes. 400 for no date.
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

/**
 * Why a field fits: `fuzzy` with a few letters or one part of a date wrong, `transposed` with day
 * and month swapped, `former` a name from before.
 */
export const MatchedOn = Type.Object({
  field: Type.String(),
  kind: Type.Enum(["exact", "prefix", "fuzzy", "transposed", "phonetic", "nickname", "former", "identifier"]),
});
/** `score`: 0.6 to 1 for who has what was typed, less for who may be meant. */
export const PatientHit = Type.Object({ patient: Patient, score: Type.Number(), matchedOn: Type.Array(MatchedOn) });
export type PatientHit = Static<typeof PatientHit>;
export const PatientHitList = listOf(PatientHit);
