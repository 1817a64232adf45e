import type { Account } from "@pms/contracts/billing/accounts";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { staleAfterPosting } from "./ledger-queries.ts";

/**
 * An account and its transactions are two readings. When their balances differ, one was answered
 * before a posting that the other knows of: then both are read again, once.
 */
export function useSameMoment({ id, patientId, balance }: Account, newest: LedgerTransaction | undefined): void {
  const client = useQueryClient();
  const apart = newest !== undefined && newest.balanceAfter.amountMinor !== balance.amountMinor;
  useEffect(() => {
    if (!apart) return;
    for (const queryKey of staleAfterPosting(patientId, id)) void client.invalidateQueries({ queryKey });
  }, [apart, client, patientId, id]);
}
