-- Years of the patient's birth and death, null where not known: a posting that is dated outside of them is asked about.
ALTER TABLE accounts ADD COLUMN birth_year smallint, ADD COLUMN death_year smallint;
