-- What other services are told of pairs: every change has a number, so that the newest counts in whatever order they come. Told
-- are pairs that were ever more than possible.
ALTER TABLE duplicate_pairs
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN told boolean NOT NULL DEFAULT false;
UPDATE duplicate_pairs SET told = true WHERE grade <> 'possible';
CREATE INDEX duplicate_pairs_told ON duplicate_pairs (id) WHERE told;
