-- What a receipt says of the clinic beneath its name.
ALTER TABLE facilities
  ADD COLUMN address_lines text[] NOT NULL DEFAULT '{}',
  ADD COLUMN phone_number text;
