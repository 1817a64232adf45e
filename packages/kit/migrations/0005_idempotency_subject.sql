-- Where the answer can be made again from what was created, its id is kept and no copy of the answer.
ALTER TABLE idempotency_keys
  ALTER COLUMN sealed DROP NOT NULL,
  ADD COLUMN subject uuid,
  ADD CONSTRAINT idempotency_keys_answerable CHECK (num_nonnulls(sealed, subject) = 1);
