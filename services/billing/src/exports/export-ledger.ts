import type { ExportQuery } from "@pms/contracts/billing/ledger";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import { latestToday } from "@pms/kit/validation/latest-today";
import type { Deps } from "../deps.ts";
import { endOf, headOf, namerOf, textOf } from "./plain-text-ledger.ts";
import { listForExport, listPostedCurrencies, openSnapshot, type Snapshot } from "./store/exported-transactions.ts";

type ExportDeps = Pick<Deps, "database" | "audit" | "chart" | "now">;

const pageSize = 1_000;
const beforeAll = "00000000-0000-0000-0000-000000000000";
/** For which a reader may take nothing before it is cut off, and for how long it may read in all. */
const idleMaxMs = 30_000;
const exportMaxMs = 900_000;
/** Each holds a connection for as long as it is read (REL-8). */
const exportsMax = 2;
let running = 0;

/**
 * The whole ledger in the caller's reach, a page at a time, all of one moment; the audit says that
 * it was begun. 503 while others are being read.
 */
export async function exportLedger(
  deps: ExportDeps,
  caller: Caller,
  { format, asOf = latestToday(deps.now()) }: ExportQuery,
): Promise<AsyncIterable<string>> {
  if (running >= exportsMax)
    throw new ProblemError("unavailable", "Other exports are being read; try again when they have ended.", {
      headers: { "retry-after": "30" },
    });
  deps.audit.record(caller.audit, { action: "billing.export", resourceType: "ledger", details: { format, asOf } });
  running += 1;
  const snapshot = await openSnapshot(deps.database.db, idleMaxMs).catch((error: unknown) => {
    running -= 1;
    throw error;
  });
  return begun(pages(deps, caller, { snapshot, asOf }));
}

/** Its first page is read already: what has begun also ends, though nobody may read on. */
async function begun(pages: AsyncGenerator<string>): Promise<AsyncIterable<string>> {
  const held = [await pages.next()];
  const next = () => Promise.resolve(held.pop() ?? pages.next());
  return { [Symbol.asyncIterator]: () => ({ next, return: () => pages.return(undefined) }) };
}

async function* pages(
  { chart, now }: ExportDeps,
  { actor }: Caller,
  { snapshot, asOf }: { snapshot: Snapshot; asOf: string },
) {
  const began = performance.now();
  let count = 0;
  try {
    yield headOf(chart, { at: now(), asOf, currencies: await listPostedCurrencies(snapshot.tx) });
    const nameOf = namerOf(chart);
    for (let after = beforeAll; ; ) {
      const rows = await listForExport(snapshot.tx, { after, asOf, limit: pageSize }, actor);
      const last = rows.at(-1);
      if (!last) break;
      count += rows.length;
      yield rows.map((row) => textOf(row, nameOf)).join("");
      if (performance.now() - began > exportMaxMs) throw new Error("The export was read too slowly");
      after = last.id;
    }
    yield endOf(count);
  } finally {
    running -= 1;
    await snapshot.close().catch(() => {});
  }
}
