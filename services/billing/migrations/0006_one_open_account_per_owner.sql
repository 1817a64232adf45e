-- Who registers themselves has one record, and so one account. Only open ones count: what the reconciler closes, for it is
-- nobody's, makes room for the one that goes with the record.
CREATE UNIQUE INDEX accounts_owner_active ON accounts (owner_user_id) WHERE owner_user_id IS NOT NULL AND status = 'active';
