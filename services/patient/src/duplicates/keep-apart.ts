import type { DifferenceReason } from "@pms/contracts/patients/record";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { enqueueEvents } from "@pms/kit/events/outbox";
import type { Transaction } from "kysely";
import type { DB } from "../store/gen/tables.ts";
import { dismissPairs } from "./store/decisions.ts";

type Apart = { id: string; others: readonly string[]; reason: DifferenceReason; at: Date };

/** What was said at a registration decides the pairs with look-alikes, before they are found or after. */
export async function keepApart(
  tx: Transaction<DB>,
  { actor, audit }: Caller,
  { id, others, reason, at }: Apart,
): Promise<void> {
  await dismissPairs(tx, { patientId: id, others, at, by: actor.id, reason });
  // The histories of those who were there already say so as well.
  const audits = others.map((patientId) =>
    auditMessage("patient", audit, {
      action: "patient.not-duplicate",
      resourceType: "patient",
      resourceId: patientId,
      patientId,
      details: { reason, registered: id },
    }),
  );
  await enqueueEvents(tx, audits);
}
