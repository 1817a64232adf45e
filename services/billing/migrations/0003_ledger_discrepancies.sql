-- What is kept on accounts and transactions against what the immutable entries say. No row: all is well.
CREATE FUNCTION ledger_discrepancies() RETURNS TABLE (account_id uuid, problem text) LANGUAGE sql STABLE AS $$
  WITH effects AS (
    SELECT t.account_id, t.id, t.sequence, t.balance_delta_minor, t.balance_after_minor, t.payer_balance_after_minor,
      coalesce(sum(e.debit_minor - e.credit_minor) FILTER (WHERE e.ledger_account LIKE 'receivable:%'), 0) AS delta,
      coalesce(sum(e.debit_minor - e.credit_minor) FILTER (WHERE e.ledger_account = 'receivable:payer'), 0) AS payer_delta
    FROM transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
    GROUP BY t.id
  ), running AS (
    SELECT *,
      row_number() OVER so_far AS expected_sequence,
      sum(delta) OVER so_far AS balance,
      sum(payer_delta) OVER so_far AS payer_balance
    FROM effects WINDOW so_far AS (PARTITION BY effects.account_id ORDER BY sequence)
  ), totals AS (
    SELECT running.account_id, sum(delta) AS balance, sum(payer_delta) AS payer_balance, max(sequence) AS last_sequence
    FROM running GROUP BY running.account_id
  )
  SELECT running.account_id, 'a gap in the sequence' FROM running WHERE sequence <> expected_sequence
  UNION ALL
  SELECT running.account_id, 'a transaction does not say what its entries do' FROM running
    WHERE delta <> balance_delta_minor OR balance <> balance_after_minor OR payer_balance <> payer_balance_after_minor
  UNION ALL
  SELECT a.id, 'the balance is not the sum of the entries' FROM accounts a LEFT JOIN totals ON totals.account_id = a.id
    WHERE a.balance_minor <> coalesce(totals.balance, 0) OR a.payer_balance_minor <> coalesce(totals.payer_balance, 0)
       OR a.last_sequence <> coalesce(totals.last_sequence, 0)
$$;
