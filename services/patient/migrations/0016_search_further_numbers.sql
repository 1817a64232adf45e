-- Phones and e-mails beside the first ones are found as those are: whole, by how they begin and by how a number ends.
-- Few patients have any, so that every beginning stands in the index itself: `^555…` how a number begins, `…0143$` how it ends.
CREATE FUNCTION phone_parts(phones text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(part) FROM unnest(phones) phone, generate_series(4, length(phone)) digits,
    LATERAL (VALUES ('^' || left(phone, digits)), (right(phone, digits) || '$')) parts(part)
$$;
CREATE FUNCTION email_starts(emails text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(left(email, letters)) FROM unnest(emails) email, generate_series(3, length(email)) letters
$$;
CREATE INDEX patients_other_phones ON patients USING gin (other_phones) WHERE other_phones IS NOT NULL;
CREATE INDEX patients_other_phone_parts ON patients USING gin (phone_parts(other_phones)) WHERE other_phones IS NOT NULL;
CREATE INDEX patients_other_emails ON patients USING gin (other_emails) WHERE other_emails IS NOT NULL;
CREATE INDEX patients_other_email_starts ON patients USING gin (email_starts(other_emails)) WHERE other_emails IS NOT NULL;
