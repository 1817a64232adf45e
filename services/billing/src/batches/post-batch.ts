import type { TransactionBatch } from "@pms/contracts/billing/batches";
import type { Caller } from "@pms/kit/audit/caller";
import { isUniqueViolation } from "@pms/kit/db/errors";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Facilities } from "@pms/kit/trust/facilities";
import type { Deps } from "../deps.ts";
import { isKnownFacility, noSuchFacility } from "../doors/require-known-facility.ts";
import { type CheckedRow, postRows } from "./post-rows.ts";
import { type BatchRow, readBatchRow } from "./read-batch-row.ts";
import { type RowResult, refused, valueOrProblem } from "./row-result.ts";

/** Told of all rows together; beyond these each row is told its first fault (REL-8). */
const batchFaultsMax = 2_000;

/**
 * Posts what can be posted, in the order given and in one transaction; each row has its own
 * outcome: a known (source, externalId) posts nothing, and is a 409 if it posted something else.
 */
export async function postBatch(
  deps: Pick<Deps, "chart" | "database" | "facilities" | "now" | "relay">,
  caller: Caller,
  { batch, key }: { batch: TransactionBatch; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  const { rows, refusals } = await checkRows(deps.facilities, caller, batch);
  const source = `batch:${batch.source}`;
  const post = () =>
    commitOnce(deps, key, async (tx) => {
      const results = [
        ...refusals,
        ...(await postRows(tx, caller, { source, rows, postedAt: deps.now(), chart: deps.chart })),
      ];
      return { status: 200, body: { results: results.sort((one, other) => one.index - other.index) } };
    });
  return post().catch((error: unknown) => {
    // Another batch posted one of these external ids to another account meanwhile: now it is known.
    if (isUniqueViolation(error, "transactions_source_external_id_key")) return post();
    throw error;
  });
}

async function checkRows(facilities: Facilities, caller: Caller, { transactions }: TransactionBatch) {
  const rows: CheckedRow[] = [];
  const refusals: RowResult[] = [];
  let faultsLeft = batchFaultsMax;
  for (const [index, value] of transactions.entries()) {
    const row = await checkRow(facilities, caller, value, faultsLeft);
    if (row instanceof ProblemError) {
      faultsLeft -= row.errors?.length ?? 0;
      refusals.push(refused(index, row));
    } else rows.push({ index, row });
  }
  return { rows, refusals };
}

/**
 * The row, or what is wrong with it alone; that auth can't be asked is no row's fault, and thrown.
 */
async function checkRow(
  facilities: Facilities,
  { actor }: Caller,
  value: unknown,
  faultsMax: number,
): Promise<BatchRow | ProblemError> {
  const row = valueOrProblem(() => readBatchRow(value, faultsMax));
  if (row instanceof ProblemError) return row;
  const facilityId = "facilityId" in row ? row.facilityId : undefined;
  return (await isKnownFacility(facilities, actor, facilityId)) ? row : noSuchFacility();
}
