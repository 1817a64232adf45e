import type { PriceImport, PriceImportResult } from "@pms/contracts/billing/prices";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { isKnownFacility } from "../doors/require-known-facility.ts";
import type { Tx } from "../store/tables.ts";
import { priceRow, saysTheSame } from "./price-json.ts";
import { type PriceFault, type PriceLine, readPriceRows } from "./read-price-rows.ts";
import { requireOneCurrency, requireOwnPrice } from "./require-own-price.ts";
import { findSetFor, insertPrices, type PriceRow } from "./store/prices.ts";

type ImportDeps = Pick<Deps, "database" | "facilities" | "relay" | "now" | "currency">;
/** As many are told; whoever wrote them mends the first ones and tries again. */
const faultsMax = 200;

/**
 * Sets the prices of a file: all of them, or none where a line is wrong. What the list says already
 * is not written again, so a file may come twice. A dry run answers the same and writes nothing.
 */
export async function importPrices(
  deps: ImportDeps,
  caller: Caller,
  { file: { csv, dryRun = false }, key }: { file: PriceImport; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const { prices, faults } = readPriceRows(csv, deps.currency);
  faults.push(...twice(prices, deps.currency), ...(await refusedLines(deps, caller, prices)));
  faults.sort((one, other) => one.line - other.line);
  if (faults.length > 0 && !dryRun) throw notTaken(faults);
  const stamp = { setAt: deps.now(), setBy: caller.actor.id, currency: deps.currency };
  const rows = prices.map(({ price }) => priceRow(price, stamp));
  const errors = faults.slice(0, faultsMax);
  return commitOnce(deps, dryRun ? undefined : key, async (tx) => {
    const { added, changed, unchanged, news } = await compare(tx, rows);
    const applied = !dryRun;
    if (applied) await store(tx, caller, news);
    const body: PriceImportResult = { applied, rows: rows.length, added, changed, unchanged, errors };
    return { status: 200, body };
  });
}

async function compare(tx: Tx, rows: readonly PriceRow[]) {
  const keys = rows.map(({ code, currency, facility_id: facilityId, payer, effective_from: effectiveFrom }) => {
    return { code, currency, facilityId, payer, effectiveFrom };
  });
  const known = new Map((await findSetFor(tx, keys)).map((row) => [row.index - 1, row]));
  const news = rows.filter((row, index) => {
    const before = known.get(index);
    return !before || !saysTheSame(before, row);
  });
  const added = rows.length - known.size;
  return { news, added, changed: news.length - added, unchanged: rows.length - news.length };
}

async function store(tx: Tx, caller: Caller, news: readonly PriceRow[]): Promise<void> {
  if (news.length === 0) return;
  await insertPrices(tx, news);
  const details = { count: String(news.length) };
  await enqueueEvents(tx, [
    auditMessage("billing", caller.audit, { action: "billing.import-prices", resourceType: "price", details }),
  ]);
}

/** A service that a file prices twice for one day: nobody could say which is meant. */
function twice(prices: readonly PriceLine[], fallback: string): PriceFault[] {
  const seen = new Map<string, number>();
  return prices.flatMap(({ line, price: { code, amount, effectiveFrom, facilityId = "", payer = "" } }) => {
    const currency = amount?.currency ?? fallback;
    const parts = [code.toUpperCase(), currency, effectiveFrom, facilityId.toLowerCase(), payer.toLowerCase()];
    const name = JSON.stringify(parts);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, line);
    return first === undefined ? [] : [{ line, column: "code", detail: `is priced for this day in line ${first} too` }];
  });
}

async function refusedLines(deps: ImportDeps, { actor }: Caller, prices: readonly PriceLine[]): Promise<PriceFault[]> {
  const faults: PriceFault[] = [];
  for (const { line, price } of prices) {
    const why = reasonOf(() => {
      requireOneCurrency(price);
      requireOwnPrice(actor, price.facilityId);
    });
    if (why !== undefined)
      faults.push({ line, column: why.includes("currency") ? "currency" : "facilityId", detail: why });
    else if (!(await isKnownFacility(deps.facilities, actor, price.facilityId)))
      faults.push({ line, column: "facilityId", detail: "There is no such facility." });
  }
  return faults;
}

function reasonOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
}

function notTaken(faults: readonly PriceFault[]): ProblemError {
  const errors = faults.slice(0, faultsMax).map(({ line, column, detail }) => {
    return { pointer: `/csv/${line}/${column}`, detail: `Line ${line}, ${column}: ${detail}` };
  });
  return new ProblemError("invalid", `${faults.length} things are wrong with the file. No price was set.`, { errors });
}
