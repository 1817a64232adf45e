import {
  BillingAccountClosed,
  BillingAccountCreated,
  TransactionPosted,
} from "@pms/contracts/gen/pms/events/v1/billing_events";
import type { SnapshotEvent, SnapshotPage } from "@pms/contracts/gen/pms/events/v1/snapshot";
import type { Queryable } from "@pms/kit/db/statement";
import { ProblemError } from "@pms/kit/problem/problem";
import { beforeAll, snapshotPageSize } from "@pms/kit/rpc/stream-snapshot";
import { isUuid } from "@pms/kit/validation/uuid";
import { openingFacts } from "../accounts/account-events.ts";
import type { AccountRow } from "../store/tables.ts";
import { postedFacts } from "../transactions/transaction-events.ts";
import { listAccountsForSnapshot, listTransactionsForSnapshot, type PostedRow } from "./store/snapshot.ts";

const parts = ["accounts", "transactions"] as const;
type Cursor = { part: (typeof parts)[number]; afterId: string };

/** `accounts/<id>` or `transactions/<id>`; empty for the first page. 400 for anything else. */
export function readCursor(text: string): Cursor {
  if (text === "") return { part: "accounts", afterId: beforeAll };
  const [name, afterId = ""] = text.split("/");
  const part = parts.find((each) => each === name);
  if (!part || !isUuid(afterId)) throw new ProblemError("invalid", "after is not a cursor of ours.");
  return { part, afterId };
}

/**
 * The page after this cursor: accounts first, then transactions, each in the order of their ids.
 */
export async function readSnapshotPage(on: Queryable, after: string): Promise<SnapshotPage> {
  const { part, afterId } = readCursor(after);
  if (part === "accounts") {
    const rows = await listAccountsForSnapshot(on, afterId, snapshotPageSize);
    const more = rows.length === snapshotPageSize;
    const cursor = more ? `accounts/${rows.at(-1)?.id}` : `transactions/${beforeAll}`;
    return { events: rows.flatMap(accountEvents), cursor, complete: false };
  }
  const rows = await listTransactionsForSnapshot(on, afterId, snapshotPageSize);
  const cursor = `transactions/${rows.at(-1)?.id ?? afterId}`;
  return { events: rows.map(transactionEvent), cursor, complete: rows.length < snapshotPageSize };
}

/** As if opened where it is now: the facility that it was opened at counts nowhere. */
function accountEvents(row: AccountRow): SnapshotEvent[] {
  const { id, patient_id: patientId, facility_id: facilityId, currency, opened_at: openedAt } = row;
  const facts = openingFacts({ id, patientId, facilityId, currency, openedAt });
  const opened = { type: "BillingAccountCreated", key: id, time: facts.openedAt };
  const events = [{ ...opened, payload: BillingAccountCreated.encode(facts).finish() }];
  if (row.status !== "closed") return events;
  const payload = BillingAccountClosed.encode({ accountId: id, patientId, facilityId }).finish();
  return [...events, { ...opened, type: "BillingAccountClosed", payload }];
}

function transactionEvent(row: PostedRow): SnapshotEvent {
  const facts = postedFacts(row.patient_id, row, row.reversed_type ?? "");
  return {
    type: "TransactionPosted",
    key: row.account_id,
    time: facts.postedAt,
    payload: TransactionPosted.encode(facts).finish(),
  };
}
