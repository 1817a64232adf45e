import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events";
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import { joinPayloads, type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";
import type { AccountRow } from "./accounts.ts";

export type NewAccount = {
  id: string;
  patientId: string;
  facilityId: string;
  ownerUserId: string | null;
  /** Years of the patient's birth and death; null where not known. */
  birthYear: number | null;
  deathYear: number | null;
};

const openAccountsSql = `
  WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $19::smallint[], $20::smallint[])
      AS i(id, patient_id, facility_id, owner_user_id, birth_year, death_year)
  ), opened AS (
    INSERT INTO accounts (id, patient_id, facility_id, owner_user_id, currency, opened_at, birth_year, death_year)
    SELECT id, patient_id, facility_id, owner_user_id, $5, $6, birth_year, death_year FROM input ORDER BY patient_id
    ON CONFLICT DO NOTHING
    RETURNING *
  ), queued AS (
    INSERT INTO outbox (${outboxColumns})
    SELECT ${outboxColumns} FROM outbox_messages($7, $8, $9, $10, $11, $12, $13, $14)
    WHERE key IN (SELECT id::text FROM opened)
    ORDER BY n
  ), audited AS (
    -- All as one message: what it costs to store, publish and consume is paid once.
    INSERT INTO outbox (id, topic, key, type, payload)
    SELECT $15::uuid, '${topics.audit}', $15::uuid::text, 'AuditRecorded',
      string_agg(substring($18::bytea FROM a.start FOR a.length), '')
    FROM unnest($1::uuid[], $16::integer[], $17::integer[]) a(account_id, start, length)
    WHERE account_id IN (SELECT id FROM opened)
    HAVING count(*) > 0
  )
  SELECT *, true AS opened FROM opened
  UNION ALL
  SELECT accounts.*, false FROM accounts JOIN input USING (patient_id)`;

/** What is told when the account is opened: its event, keyed by its id, and an `AuditRecorded` of it. */
export type OpeningMessages = { created: OutboxEvent; audit: Uint8Array };

/**
 * Opens what is missing, with its messages, and answers what is there: one round trip. Patients are to be distinct. An
 * account that another transaction opened meanwhile, or whose id is taken, or whose owner has another, is not in the answer.
 *
 * @param told in the order of the accounts
 */
export async function openAccounts(
  on: Queryable,
  accounts: readonly NewAccount[],
  facts: { currency: string; openedAt: Date },
  told: readonly OpeningMessages[],
): Promise<(AccountRow & { opened: boolean })[]> {
  const audits = joinPayloads(told.map(({ audit }) => audit));
  return queryNamed(on, "open-accounts", openAccountsSql, [
    accounts.map(({ id }) => id),
    accounts.map(({ patientId }) => patientId),
    accounts.map(({ facilityId }) => facilityId),
    accounts.map(({ ownerUserId }) => ownerUserId),
    facts.currency,
    facts.openedAt,
    ...outboxArguments(told.map(({ created }) => created)),
    randomUUIDv7(),
    audits.starts,
    audits.lengths,
    audits.bytes,
    accounts.map(({ birthYear }) => birthYear),
    accounts.map(({ deathYear }) => deathYear),
  ]);
}

/** By patient, whatever the scope: for callers that then check it. */
export async function accountsOfPatients(on: Queryable, patientIds: readonly string[]): Promise<AccountRow[]> {
  return queryNamed(on, "accounts-of-patients", "SELECT * FROM accounts WHERE patient_id = ANY($1::uuid[])", [
    patientIds,
  ]);
}
