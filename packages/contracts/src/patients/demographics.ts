/**
 * What a desk asks of a person beside name and birth: for who cares for them, and for the figures
 * that health centres report (UDS). Nothing of it is required, and each may be declined.
 */
import { Type } from "typebox";
import { timePattern } from "../text/patterns.ts";
import { writtenText } from "../text/written.ts";
import {
  ethnicities,
  genderIdentities,
  housings,
  incomeBands,
  maritalStatuses,
  races,
  sexesAtBirth,
  sexualOrientations,
  veteranStatuses,
} from "./codes.ts";

const asked = "`declined` is who was asked and did not say, `unknown` who was not asked or does not know";

/** Fields of a record. */
export const demographicFields = {
  sexAtBirth: Type.Enum(sexesAtBirth, { description: "As recorded at birth; `sex` is what administration uses" }),
  genderIdentity: Type.Enum(genderIdentities, { description: asked }),
  sexualOrientation: Type.Enum(sexualOrientations, { description: asked }),
  pronouns: writtenText(50),
  birthTime: Type.String({
    maxLength: 5,
    pattern: timePattern,
    description: "HH:MM by the clocks where born, of a newborn",
  }),
  multipleBirth: Type.Boolean({ description: "A twin, or one of more" }),
  birthOrder: Type.Integer({ minimum: 1, maximum: 12, description: "Of a multiple birth, 1 the first" }),
  races: Type.Array(Type.Enum(races), {
    maxItems: races.length,
    uniqueItems: true,
    description: "OMB's categories, all that apply; `declined` and `unknown` stand alone",
  }),
  ethnicity: Type.Enum(ethnicities, { description: asked }),
  interpreterNeeded: Type.Boolean(),
  religion: writtenText(100),
  maritalStatus: Type.Enum(maritalStatuses, { description: asked }),
  occupation: writtenText(100),
  veteran: Type.Enum(veteranStatuses, { description: asked }),
  housing: Type.Enum(housings, { description: asked }),
  incomeBand: Type.Enum(incomeBands, { description: "Of the household, in percent of the federal poverty guideline" }),
};
