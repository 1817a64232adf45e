import type { Account } from "@pms/contracts/billing/accounts";
import { useIsFetching } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "../../lib/problem.ts";
import { accountOfPatient } from "../../patient/ledger-queries.ts";

/** That something was posted to the account since its reader last looked. */
export type SeenAccount = {
  /** The balance that was looked at, when the present one is another. */
  before: Account["balance"] | undefined;
  /** True when the present balance has been told, so that the same may be sent now. */
  confirm: () => boolean;
};

/**
 * What the reader of a form knows of the account: what it was when the form opened. A posting by
 * somebody else is told before anything is sent; the server's 412 tells of one that came between.
 */
export function useSeenAccount(account: Account, opened: boolean, error: unknown): SeenAccount {
  const [seen, setSeen] = useState(account);
  const told = useRef(0);
  const settling = useIsFetching({ queryKey: accountOfPatient(account.patientId).queryKey }) > 0;
  const justOpened = useRef(true);
  useEffect(() => {
    if (!opened) justOpened.current = true;
    if (!justOpened.current) return;
    // What is still being read anew when the form opens follows the reader's own posting.
    setSeen(account);
    if (opened && !settling) justOpened.current = false;
  }, [opened, settling, account]);
  const changed = opened && account.version > seen.version && account.balance.amountMinor !== seen.balance.amountMinor;
  const refused = error instanceof ApiError && error.status === 412;
  return {
    before: changed ? seen.balance : undefined,
    confirm() {
      if (!changed || refused || told.current === account.version) return true;
      told.current = account.version;
      return false;
    },
  };
}
