/** What the statements that store new patients have in common. */
import type { Patient } from "@pms/contracts/patients";
import type { PhoneCountry } from "@pms/contracts/phone-numbers";
import { type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import type { PatientRecord } from "../../record/patient-record.ts";
import type { Parameters } from "../../record/store/scope.ts";

export type NewPatient = {
  id: string;
  mrn: string;
  ownerUserId: string | undefined;
  accountId: string;
  createdAt: Date;
  actorId: string;
  record: PatientRecord;
  /** Where numbers without a country code are dialled. */
  phoneCountry: PhoneCountry;
};

/** The patient as answered to who registers it, with an account that is not known to be open yet. */
export function asRegistered({ id, mrn, accountId, createdAt, record }: NewPatient): Patient & PatientRecord {
  const at = createdAt.toISOString();
  const billing = { accountId, status: "pending" } as const;
  return { ...record, id, mrn, status: "active", version: 1, createdAt: at, updatedAt: at, billing };
}

/** The answer to keep under the request's Idempotency-Key. */
export type AnswerToKeep = { key: IdempotentRequest; status: number; sealed: Buffer };

/** Keeps the answer, once: no row where the key was used before. */
export function insertAnswer({ key, status, sealed }: AnswerToKeep, bound: Parameters): string {
  const values = [key.scope, key.fingerprint, status, sealed].map((value) => bound.add(value));
  return `INSERT INTO idempotency_keys (scope, fingerprint, status, sealed) VALUES (${values.join(", ")})
    ON CONFLICT DO NOTHING RETURNING 1`;
}

/**
 * Rows of the outbox for a statement whose CTE `written` has one row when there is something to tell, else none; with a
 * condition on the message `m`, those of `written` that fit.
 */
export function insertMessages(
  messages: readonly OutboxEvent[],
  bound: Parameters,
  written = "patient",
  condition = "TRUE",
): string {
  return `INSERT INTO outbox (${outboxColumns}) SELECT ${outboxColumns.replaceAll(/\w+/g, "m.$&")}
    FROM ${written}, outbox_messages(${outboxArguments(messages).map(bound.add).join(", ")}) m
    WHERE ${condition} ORDER BY m.n`;
}
