/** `/api/facilities`. */
import { type Static, Type } from "typebox";
import { closed, Id, listOf } from "../http/common.ts";
import { writtenText } from "../text/written.ts";

export const Facility = Type.Object({
  id: Id,
  name: Type.String(),
  timeZone: Type.String(),
  active: Type.Boolean(),
  addressLines: Type.Array(Type.String(), { description: "As they stand on a receipt, beneath the name" }),
  phoneNumber: Type.Optional(Type.String()),
  version: Type.Integer(),
});
export type Facility = Static<typeof Facility>;
export const FacilityList = listOf(Facility);
export const FacilityWrite = Type.Object(
  {
    name: writtenText(200),
    timeZone: Type.Optional(Type.String({ maxLength: 64, examples: ["America/New_York"] })),
    addressLines: Type.Optional(
      Type.Array(writtenText(100), { maxItems: 6, examples: [["14 Harbour Street", "Portland, ME 04101"]] }),
    ),
    phoneNumber: Type.Optional(writtenText(50)),
  },
  closed,
);
export type FacilityWrite = Static<typeof FacilityWrite>;
export const FacilityPatch = Type.Object(
  {
    ...Type.Partial(FacilityWrite).properties,
    phoneNumber: Type.Optional(Type.Union([writtenText(50), Type.Null()])),
    active: Type.Optional(Type.Boolean()),
  },
  { ...closed, minProperties: 1 },
);
export type FacilityPatch = Static<typeof FacilityPatch>;
