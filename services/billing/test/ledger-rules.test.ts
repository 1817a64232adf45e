/** The ledger's rules attacked as the service's role, which the database refuses. */
import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import pg from "pg";
import { facilityA, openAccount, startBilling } from "./support.ts";

const billing = await startBilling({ after });

type Lines = [account: string, debit: number, credit: number][];
type Posting = { sequence?: number; amount?: number; entries?: Lines };

/** As whoever holds the service's password could: straight into the tables, in one transaction. */
async function insert(accountId: string, { sequence = 1, amount = 100, entries }: Posting): Promise<string> {
  const id = randomUUIDv7();
  const client = await billing.pool.connect();
  const lines = entries ?? [
    ["receivable:patient", amount, 0],
    ["revenue:visits", 0, amount],
  ];
  try {
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO transactions (id, account_id, sequence, type, amount_minor, currency, balance_delta_minor,
         balance_after_minor, payer_balance_after_minor, effective_on, posted_at, posted_by, facility_id)
       VALUES ($1, $2, $3, 'charge', $4, 'USD', $4, $4, 0, '2026-01-01', now(), 'attacker', $5)`,
      [id, accountId, sequence, amount, facilityA],
    );
    if (lines.length > 0)
      await client.query(
        `INSERT INTO ledger_entries SELECT $1, line, $2, account, debit, credit
         FROM unnest($3::text[], $4::bigint[], $5::bigint[]) WITH ORDINALITY lines(account, debit, credit, line)`,
        [id, accountId, lines.map(([a]) => a), lines.map(([, debit]) => debit), lines.map(([, , credit]) => credit)],
      );
    await client.query("UPDATE accounts SET balance_minor = balance_minor + $2, last_sequence = $3 WHERE id = $1", [
      accountId,
      amount,
      sequence,
    ]);
    await client.query("COMMIT");
    return id;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

test("the service's role posts nothing that is unbalanced, out of turn, of no account or of a closed one (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const refused = (posting: Posting, constraint: string, accountId = id) =>
    assert.rejects(insert(accountId, posting), { constraint }, constraint);
  await refused({ entries: [] }, "ledger_entries_balanced");
  await refused({ entries: [["cash:cash", 100, 0]] }, "ledger_entries_balanced");
  const cash = (account: string): Lines => [
    [account, 100, 0],
    ["revenue:visits", 0, 100],
  ];
  for (const unknown of ["cash:gold", "receivable:nobody", "Cash:cash", "", "revenue:visits "])
    await refused({ entries: cash(unknown) }, "ledger_entries_known_account");
  await refused({ sequence: 2 }, "transactions_unbroken_sequence");
  await refused({ sequence: 7 }, "transactions_unbroken_sequence");
  await insert(id, {});
  await refused({ sequence: 1 }, "transactions_account_id_sequence_key");
  await refused({ sequence: 3 }, "transactions_unbroken_sequence");
  await insert(id, { sequence: 2 });

  const closed = await openAccount(billing);
  await billing.pool.query("UPDATE accounts SET status = 'closed' WHERE id = $1", [closed.id]);
  await refused({ amount: 100 }, "transactions_open_account", closed.id);
});

test("the service's role writes no seal and no chart, and adds no line to what is sealed (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const posted = await insert(id, {});
  const more = billing.pool.query(
    "INSERT INTO ledger_entries VALUES ($1, 3, $2, 'cash:cash', 100, 0), ($1, 4, $2, 'cash:card', 0, 100)",
    [posted, id],
  );
  await assert.rejects(more, { constraint: "ledger_seals_pkey" });
  for (const change of [
    "INSERT INTO ledger_seals SELECT account_id, sequence + 1, transaction_id, hash FROM ledger_seals",
    "UPDATE ledger_seals SET hash = ''",
    "DELETE FROM ledger_seals",
    "TRUNCATE ledger_seals",
    "INSERT INTO ledger_accounts (code, number, name, type) VALUES ('cash:gold', '1011', 'Gold', 'asset')",
    "UPDATE ledger_accounts SET name = 'x'",
    "DELETE FROM ledger_account_rules",
    "ALTER TABLE transactions DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
  ])
    await assert.rejects(billing.pool.query(change), { code: "42501" }, change);
});

test("nothing is posted to an account of the chart that is closed", async () => {
  const { id } = await openAccount(billing);
  const owner = new pg.Client(billing.ownerUrl);
  await owner.connect();
  try {
    await owner.query("UPDATE ledger_accounts SET closed_at = now() WHERE code = 'cash:echeck'");
    const posting: Posting = {
      entries: [
        ["cash:echeck", 100, 0],
        ["revenue:visits", 0, 100],
      ],
    };
    await assert.rejects(insert(id, posting), { constraint: "ledger_entries_known_account" });
  } finally {
    await owner.query("UPDATE ledger_accounts SET closed_at = NULL WHERE code = 'cash:echeck'");
    await owner.end();
  }
});

test("two who post out of turn at once leave neither a gap nor a sequence twice (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => insert(id, { sequence: 1 + (n % 2) })));
  assert.ok(outcomes.some(({ status }) => status === "fulfilled"));
  const { rows } = await billing.pool.query(
    "SELECT sequence::integer FROM transactions WHERE account_id = $1 ORDER BY sequence",
    [id],
  );
  assert.deepEqual(
    rows.map(({ sequence }) => sequence),
    rows.map((_, index) => index + 1),
  );
});
