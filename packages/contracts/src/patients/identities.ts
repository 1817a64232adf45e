/**
 * `POST /api/patients/identities`: whom ids mean, for pages that know patients by their ids alone.
 */
import { type Static, Type } from "typebox";
import { closed, Id } from "../http/common.ts";
import { notBlankPattern } from "../text/patterns.ts";
import { writtenText } from "../text/written.ts";

/** By ids, or by one MRN however it is grouped. */
export const PatientIdentitiesQuery = Type.Object(
  {
    ids: Type.Optional(Type.Array(Id, { maxItems: 200 })),
    mrn: Type.Optional(writtenText(20, notBlankPattern)),
  },
  { ...closed, minProperties: 1, maxProperties: 1, examples: [{ mrn: "1004 8817-3" }] },
);
export type PatientIdentitiesQuery = Static<typeof PatientIdentitiesQuery>;

/**
 * The names are for who may read patients; an auditor who may not speaks of a record by its MRN.
 */
export const PatientIdentity = Type.Object({
  patientId: Id,
  mrn: Type.String(),
  firstName: Type.Optional(Type.String()),
  middleName: Type.Optional(Type.String()),
  lastName: Type.Optional(Type.String()),
});
export type PatientIdentity = Static<typeof PatientIdentity>;
export const PatientIdentities = Type.Object({ data: Type.Array(PatientIdentity) });
