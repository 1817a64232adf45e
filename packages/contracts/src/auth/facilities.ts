/** `/api/facilities`. */
import { type Static, Type } from "typebox";
import { closed, Id, listOf } from "../http/common.ts";
import { writtenText } from "../text/written.ts";

export const Facility = Type.Object({
  id: Id,
  name: Type.String(),
  timeZone: Type.String(),
  active: Type.Boolean(),
  version: Type.Integer(),
});
export type Facility = Static<typeof Facility>;
export const FacilityList = listOf(Facility);
export const FacilityWrite = Type.Object(
  {
    name: writtenText(200),
    timeZone: Type.Optional(Type.String({ maxLength: 64, examples: ["America/New_York"] })),
  },
  closed,
);
export type FacilityWrite = Static<typeof FacilityWrite>;
export const FacilityPatch = Type.Object(
  { ...Type.Partial(FacilityWrite).properties, active: Type.Optional(Type.Boolean()) },
  { ...closed, minProperties: 1 },
);
export type FacilityPatch = Static<typeof FacilityPatch>;
