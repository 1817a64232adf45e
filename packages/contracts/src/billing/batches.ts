/** `POST /api/billing/batches`. */
import { type Static, Type } from "typebox";
import { checkedAlone, closed, Id, Problem } from "../http/common.ts";
import { notBlankPattern } from "../text/patterns.ts";
import { trimmed } from "../text/written.ts";
import { Adjustment, Charge, Payment, Transfer } from "./postings.ts";
import { noteText } from "./terms.ts";

const batchKeys = {
  externalId: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: notBlankPattern,
    ...trimmed,
    description:
      "The sender's own id of the row, unique within `source`: a row that is known already posts nothing, and is refused where it says something else",
  }),
  patientId: Id,
};
export const BatchTransaction = Type.Union([
  Type.Object({ type: Type.Literal("charge"), ...batchKeys, ...Charge.properties }, closed),
  Type.Object({ type: Type.Literal("payment"), ...batchKeys, ...Payment.properties }, closed),
  Type.Object({ type: Type.Literal("adjustment"), ...batchKeys, ...Adjustment.properties }, closed),
  Type.Object({ type: Type.Literal("transfer"), ...batchKeys, ...Transfer.properties }, closed),
]);
export type BatchTransaction = Static<typeof BatchTransaction>;

/**
 * For importers: each row stands alone and is checked against `BatchTransaction`. Rows of one
 * account are posted in the order given.
 */
export const TransactionBatch = Type.Object(
  { source: noteText(100), transactions: Type.Array(checkedAlone(BatchTransaction), { minItems: 1, maxItems: 1000 }) },
  closed,
);
export type TransactionBatch = Static<typeof TransactionBatch>;
export const TransactionBatchResult = Type.Object({
  results: Type.Array(
    Type.Object({
      index: Type.Integer(),
      outcome: Type.Enum(["posted", "existing", "refused"]),
      id: Type.Optional(Id),
      problem: Type.Optional(Problem),
    }),
  ),
});
export type TransactionBatchResult = Static<typeof TransactionBatchResult>;
