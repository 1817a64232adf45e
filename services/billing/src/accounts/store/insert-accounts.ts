import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import { type Queryable, queryNamed } from "@pms/kit/db/database";
import { joinPayloads, type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";
import type { AccountRow } from "../../store/tables.ts";

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

/** What is published of an opening: its event, keyed by the account, and an `AuditRecorded`. */
export type OpeningMessages = { created: OutboxEvent; audit: Uint8Array };

export type OpeningTerms = { currency: string; openedAt: Date };

/**
 * Opens what is missing, with its messages, and answers what is there, unless another transaction
 * has opened it meanwhile, its id is taken, or its owner has another. One round trip.
 *
 * @param input accounts of distinct patients; messages in the order of the accounts
 */
export async function insertAccounts(
  on: Queryable,
  input: { accounts: readonly NewAccount[]; terms: OpeningTerms; messages: readonly OpeningMessages[] },
): Promise<(AccountRow & { opened: boolean })[]> {
  const { accounts, terms, messages } = input;
  const audits = joinPayloads(messages.map(({ audit }) => audit));
  return queryNamed(on, "open-accounts", openAccountsSql, [
    accounts.map(({ id }) => id),
    accounts.map(({ patientId }) => patientId),
    accounts.map(({ facilityId }) => facilityId),
    accounts.map(({ ownerUserId }) => ownerUserId),
    terms.currency,
    terms.openedAt,
    ...outboxArguments(messages.map(({ created }) => created)),
    randomUUIDv7(),
    audits.starts,
    audits.lengths,
    audits.bytes,
    accounts.map(({ birthYear }) => birthYear),
    accounts.map(({ deathYear }) => deathYear),
  ]);
}

/** By patient, whatever the scope: for callers that then check it. */
export async function listAccountsOfPatients(on: Queryable, patientIds: readonly string[]): Promise<AccountRow[]> {
  return queryNamed(on, "accounts-of-patients", "SELECT * FROM accounts WHERE patient_id = ANY($1::uuid[])", [
    patientIds,
  ]);
}
