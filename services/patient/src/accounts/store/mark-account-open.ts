import { coalesce } from "@pms/kit/batching/coalesce";
import type { Queryable } from "@pms/kit/db/statement";
import type { OpenedAccount } from "../../clients/billing.ts";
import { markAccountsOpen } from "./pending-accounts.ts";

/** `markAccountsOpen` of one; resolves when the mark is stored. */
export type MarkAccountOpen = (opened: OpenedAccount) => Promise<OpenedAccount>;

/** Those that arrive together are one statement. */
export function openAccountMarks(on: Queryable): MarkAccountOpen {
  const markTogether = async (opened: readonly OpenedAccount[]) => {
    await markAccountsOpen(on, opened);
    return opened;
  };
  return coalesce(markTogether, { batchSizeMax: 500, concurrency: 2 });
}
