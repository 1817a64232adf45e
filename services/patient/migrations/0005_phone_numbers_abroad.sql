-- Digits of phone numbers by the rule of record/phone.ts as it is now: 00 is +, a (0) behind a country code, +1 and an extension
-- do not count, and full-width digits are digits. Numbers without any of these keep theirs.
WITH typed AS (
  SELECT id, phone_digits, trim(normalize(document ->> 'phoneNumber', NFKC)) AS number FROM patients
  WHERE phone_digits IS NOT NULL OR document ->> 'phoneNumber' IS NOT NULL
), dialled AS (
  SELECT id, phone_digits,
    regexp_replace(number, '([0-9])[[:space:],;(]*(extension|ext\.?|x|#)[[:space:]]*[0-9]+\)?[[:space:]]*$', '\1', 'i') AS number
  FROM typed
), national AS (
  SELECT id, phone_digits,
    regexp_replace(
      regexp_replace(regexp_replace(number, '^00', '+'), '^(\+[[:space:]]*[0-9]{1,3}[[:space:]]*)\([[:space:]]*0[[:space:]]*\)', '\1'),
      '^\+1', '') AS number
  FROM dialled
), digits AS (
  SELECT id, phone_digits, regexp_replace(regexp_replace(number, '[^0-9]', '', 'g'), '^1([0-9]{10})$', '\1') AS number FROM national
)
UPDATE patients p SET phone_digits = CASE WHEN length(d.number) >= 3 THEN d.number END
FROM digits d
WHERE p.id = d.id AND d.phone_digits IS DISTINCT FROM CASE WHEN length(d.number) >= 3 THEN d.number END;
