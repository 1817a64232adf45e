-- Who owes most, a page at a time: of the organisation and of a facility.
CREATE INDEX accounts_balance ON accounts (balance_minor DESC, id DESC);
CREATE INDEX accounts_facility_balance ON accounts (facility_id, balance_minor DESC, id DESC);
