-- One account per patient. The balances are kept by the transaction that posts and can be derived again from
-- ledger_entries at any time: see ledger_discrepancies().
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  patient_id uuid NOT NULL UNIQUE,
  facility_id uuid NOT NULL,
  owner_user_id uuid,                       -- the user whose own record it is, when a patient registered themselves
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  balance_minor bigint NOT NULL DEFAULT 0,  -- positive: owed; negative: in credit
  payer_balance_minor bigint NOT NULL DEFAULT 0,
  last_sequence bigint NOT NULL DEFAULT 0,  -- of the account's newest transaction
  version integer NOT NULL DEFAULT 1,
  opened_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (id, currency),
  -- Amounts leave as JSON numbers, which are exact up to 2^53 - 1.
  CHECK (abs(balance_minor) <= 9007199254740991 AND abs(payer_balance_minor) <= 9007199254740991),
  CHECK (status = 'active' OR (balance_minor = 0 AND payer_balance_minor = 0))
);
CREATE INDEX accounts_facility_id ON accounts (facility_id, id);
CREATE INDEX accounts_owner_user_id ON accounts (owner_user_id) WHERE owner_user_id IS NOT NULL;
