import { randomUUIDv7 } from "node:crypto";
import { topics } from "@pms/contracts/events/events";
import { constant, join, type Queryable, run, sql, statement } from "@pms/kit/db/statement";
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

const messageColumns = constant(outboxColumns);
const auditTopic = constant(topics.audit);

/** What is published of an opening: its event, keyed by the account, and an `AuditRecorded`. */
export type OpeningMessages = { created: OutboxEvent; audit: Uint8Array };

export type OpeningTerms = { currency: string; openedAt: Date };

/**
 * Opens what is missing, in one statement, and answers what is there; not what another transaction
 * has just opened, or whose id or owner is taken. @param input of distinct patients
 */
export async function insertAccounts(
  on: Queryable,
  input: { accounts: readonly NewAccount[]; terms: OpeningTerms; messages: readonly OpeningMessages[] },
): Promise<(AccountRow & { opened: boolean })[]> {
  const { accounts, terms, messages } = input;
  const ids = accounts.map(({ id }) => id);
  const audits = joinPayloads(messages.map(({ audit }) => audit));
  const auditId = randomUUIDv7();
  const created = join(
    outboxArguments(messages.map((each) => each.created)).map((argument) => sql`${argument}`),
    ", ",
  );
  return run(
    on,
    statement("open-accounts")`WITH input AS (
      SELECT * FROM unnest(${ids}::uuid[], ${accounts.map(({ patientId }) => patientId)}::uuid[],
          ${accounts.map(({ facilityId }) => facilityId)}::uuid[], ${accounts.map(({ ownerUserId }) => ownerUserId)}::uuid[],
          ${accounts.map(({ birthYear }) => birthYear)}::smallint[], ${accounts.map(({ deathYear }) => deathYear)}::smallint[])
        AS i(id, patient_id, facility_id, owner_user_id, birth_year, death_year)
    ), opened AS (
      INSERT INTO accounts (id, patient_id, facility_id, owner_user_id, currency, opened_at, birth_year, death_year)
      SELECT id, patient_id, facility_id, owner_user_id, ${terms.currency}, ${terms.openedAt}, birth_year, death_year
      FROM input ORDER BY patient_id
      ON CONFLICT DO NOTHING
      RETURNING *
    ), queued AS (
      INSERT INTO outbox (${messageColumns})
      SELECT ${messageColumns} FROM outbox_messages(${created})
      WHERE key IN (SELECT id::text FROM opened)
      ORDER BY n
    ), audited AS (
      -- All as one message: what it costs to store, publish and consume is paid once.
      INSERT INTO outbox (id, topic, key, type, payload)
      SELECT ${auditId}::uuid, '${auditTopic}', ${auditId}::text, 'AuditRecorded',
        string_agg(substring(${audits.bytes}::bytea FROM a.start FOR a.length), '')
      FROM unnest(${ids}::uuid[], ${audits.starts}::integer[], ${audits.lengths}::integer[]) a(account_id, start, length)
      WHERE account_id IN (SELECT id FROM opened)
      HAVING count(*) > 0
    )
    SELECT *, true AS opened FROM opened
    UNION ALL
    SELECT accounts.*, false FROM accounts JOIN input USING (patient_id)`,
  );
}

/** By patient, whatever the scope: for callers that then check it. */
export async function listAccountsOfPatients(on: Queryable, patientIds: readonly string[]): Promise<AccountRow[]> {
  return run(
    on,
    statement("accounts-of-patients")`SELECT * FROM accounts WHERE patient_id = ANY(${patientIds}::uuid[])`,
  );
}
