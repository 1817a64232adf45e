/** A patient as the service answers. */
import { type Static, Type } from "typebox";
import { Id, Instant, listOf } from "../http/common.ts";
import { patientFields } from "./record.ts";

export const BillingState = Type.Object({
  accountId: Type.Optional(Id),
  status: Type.Enum(["active", "pending"]),
});
export type BillingState = Static<typeof BillingState>;

export const Patient = Type.Object({
  ...Type.Partial(Type.Object(patientFields)).properties,
  id: Id,
  /** Nine digits, the last a Damm check digit. */
  mrn: Type.String(),
  status: Type.Enum(["active", "inactive", "merged"]),
  /** Of a merged record: the one that stands for it now. */
  mergedInto: Type.Optional(Id),
  facilityId: Id,
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
  billing: BillingState,
});
export type Patient = Static<typeof Patient>;
export const PatientList = listOf(Patient);
