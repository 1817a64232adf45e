-- What a payment is for, apart from how it was paid, and the cash that was handed over. Older rows have neither: a method
-- of 'copay' among them is read as the purpose.
ALTER TABLE transactions
  ADD COLUMN purpose text CHECK (purpose IN ('copay', 'deductible', 'prepayment')),
  ADD COLUMN tendered_minor bigint CHECK (tendered_minor >= amount_minor),
  ADD CHECK (purpose IS NULL OR type IN ('payment', 'reversal')),
  ADD CHECK (tendered_minor IS NULL OR type = 'payment');
