/** `POST /api/patients/batches`. */
import { type Static, Type } from "typebox";
import { checkedAlone, closed, Id, Problem } from "../http/common.ts";
import { BillingState } from "./patient.ts";
import { PatientWrite } from "./record.ts";

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
