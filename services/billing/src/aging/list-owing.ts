import type { OwingAccount, OwingQuery } from "@pms/contracts/billing/aging";
import type { Page } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { readSlowly } from "@pms/kit/db/database";
import { type CursorBinding, decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { isUuid } from "@pms/kit/validation/uuid";
import { todayUtc } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { moneyOf } from "../ledger/money.ts";
import { listOwing as listRows } from "./store/age-balances.ts";

/** The gateway waits for 30 s. */
const readMaxMs = 25_000;

/** A page of the accounts in the caller's reach that owe longest; the audit names whom it showed. */
export async function listOwing(
  { database, audit, now }: Pick<Deps, "database" | "audit" | "now">,
  caller: Caller,
  query: OwingQuery,
): Promise<{ data: OwingAccount[]; page: Page }> {
  const { asOf = todayUtc(now()), facilityId, minDays = 0, limit = 50 } = query;
  const binding = { actorId: caller.actor.id, query };
  const after = positionIn(query.cursor, binding);
  const asked = { asOf, facilityId: facilityId?.toLowerCase(), minDays, after, limit: limit + 1 };
  const found = await readSlowly(database, readMaxMs, (tx) => listRows(tx, asked, caller.actor));
  const { rows, page } = pageOf(found, {
    limit,
    binding,
    positionOf: ({ oldest_on, account_id }) => [oldest_on, account_id],
  });
  audit.record(caller.audit, {
    action: "billing.list-owing",
    resourceType: "account",
    details: { count: String(rows.length), asOf },
    shown: rows.map(({ patient_id, facility_id }) => ({ patientId: patient_id, facilityId: facility_id })),
  });
  const data = rows.map(({ account_id, patient_id, facility_id, oldest_on, owed_minor, currency }) => ({
    accountId: account_id,
    patientId: patient_id,
    facilityId: facility_id,
    oldestOn: oldest_on,
    owed: moneyOf(BigInt(owed_minor), currency),
  }));
  return { data, page };
}

function positionIn(cursor: string | undefined, binding: CursorBinding) {
  const position = decodeCursor(cursor, binding);
  if (!position) return undefined;
  const [oldestOn, accountId] = position;
  if (typeof oldestOn !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(oldestOn) || !isUuid(accountId))
    throw foreignCursor();
  return { oldestOn, accountId };
}
