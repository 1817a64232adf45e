/** Rows of billing's tables as they are read, and its transactions. */
import type { Selectable, Transaction } from "kysely";
import type { Accounts, DB, LedgerEntries, Transactions } from "./gen/tables.ts";

export type AccountRow = Selectable<Accounts>;
export type TransactionRow = Selectable<Transactions>;
export type EntryRow = Selectable<LedgerEntries>;
export type Tx = Transaction<DB>;
