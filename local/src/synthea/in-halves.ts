import type { Problem } from "@pms/contracts/http/common";
import { ApiError } from "../api-client.ts";

/**
 * Posts a batch; one that is refused as a whole (400, 413) goes in halves, until the row is found
 * that no body may hold.
 */
export async function inHalves<Row>(
  rows: readonly Row[],
  post: (rows: readonly Row[]) => Promise<void>,
  onRefused: (row: Row, problem: Problem) => void,
): Promise<void> {
  try {
    await post(rows);
  } catch (error) {
    if (!(error instanceof ApiError) || ![400, 413].includes(error.problem.status)) throw error;
    const [row] = rows;
    if (rows.length === 1 && row) return onRefused(row, error.problem);
    const middle = Math.ceil(rows.length / 2);
    await inHalves(rows.slice(0, middle), post, onRefused);
    await inHalves(rows.slice(middle), post, onRefused);
  }
}
