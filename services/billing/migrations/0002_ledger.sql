-- The ledger: what was posted (transactions) and its double entry (ledger_entries). Insert-only; a mistake is corrected by
-- posting its opposite (REL-9).
CREATE TABLE transactions (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),  -- 1, 2, 3 … within the account, in the order of posting
  type text NOT NULL CHECK (type IN ('charge', 'payment', 'adjustment', 'refund', 'transfer', 'reversal')),
  amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  currency text NOT NULL,
  balance_delta_minor bigint NOT NULL,
  balance_after_minor bigint NOT NULL,
  payer_balance_after_minor bigint NOT NULL,
  effective_on date NOT NULL,
  posted_at timestamptz NOT NULL,
  posted_by text NOT NULL,
  facility_id uuid NOT NULL,                      -- where the service was given or the money taken
  responsibility text CHECK (responsibility IN ('patient', 'payer')),
  code text,
  description text,
  units integer CHECK (units > 0),
  method text,
  reference text,
  direction text CHECK (direction IN ('credit', 'debit', 'to-patient', 'to-payer', 'between-payers')),
  reason_code text,
  note text,
  reversal_of uuid UNIQUE REFERENCES transactions,
  -- Where it came from and the sender's own id of it: what is known already posts nothing.
  source text,
  external_id text,
  UNIQUE (account_id, sequence),
  UNIQUE (source, external_id),
  FOREIGN KEY (account_id, currency) REFERENCES accounts (id, currency),
  CHECK ((source IS NULL) = (external_id IS NULL)),
  CHECK ((type = 'reversal') = (reversal_of IS NOT NULL)),
  CHECK (amount_minor > 0 OR type IN ('charge', 'reversal')),  -- a service given without charge, and its reversal
  CHECK (type <> 'refund' OR balance_after_minor <= 0)  -- never more back than the credit
);

-- Amounts are in the currency of the transaction.
CREATE TABLE ledger_entries (
  transaction_id uuid NOT NULL REFERENCES transactions,
  line smallint NOT NULL CHECK (line > 0),
  account_id uuid NOT NULL,                       -- whose account; the transaction's
  ledger_account text NOT NULL
    CHECK (ledger_account IN ('receivable:patient', 'receivable:payer', 'revenue', 'cash', 'adjustments')),
  debit_minor bigint NOT NULL DEFAULT 0 CHECK (debit_minor >= 0),
  credit_minor bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
  PRIMARY KEY (transaction_id, line),
  CHECK (debit_minor = 0 OR credit_minor = 0)
);

-- At least two lines, debits = credits = the amount, and no line of zero unless the amount is zero. Deferred, so that it
-- judges the whole at commit: the lines arrive in any order.
CREATE FUNCTION refuse_unbalanced_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
BEGIN
  IF TG_TABLE_NAME = 'transactions' THEN checked := NEW.id; ELSE checked := NEW.transaction_id; END IF;
  PERFORM FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE t.id = checked
    GROUP BY t.id
    HAVING count(*) >= 2
      AND sum(e.debit_minor) = t.amount_minor AND sum(e.credit_minor) = t.amount_minor
      AND bool_and((e.debit_minor + e.credit_minor = 0) = (t.amount_minor = 0))
      AND bool_and(e.account_id = t.account_id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the entries of transaction % do not balance', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entries_balanced';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER transactions_balanced AFTER INSERT ON transactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_transaction();
CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_transaction();

SELECT make_append_only('transactions');
SELECT make_append_only('ledger_entries');
