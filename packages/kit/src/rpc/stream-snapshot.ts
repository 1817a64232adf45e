import type { SnapshotPage } from "@pms/contracts/gen/pms/events/v1/snapshot";

export const snapshotPageSize = 1_000;
/** A stream ends after so many pages and is asked for again, with a token that is still good. */
const pagesMax = 200;
/** Before every UUID. */
export const beforeAll = "00000000-0000-0000-0000-000000000000";

/**
 * Pages, each read when the one before has been taken: one is in memory. No transaction spans them:
 * what is written meanwhile may be missing, and its event comes later.
 */
export async function* streamSnapshot(
  after: string,
  readPage: (after: string) => Promise<SnapshotPage>,
  signal: AbortSignal,
): AsyncGenerator<SnapshotPage, void, undefined> {
  let cursor = after;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    signal.throwIfAborted();
    const page = await readPage(cursor);
    yield page;
    if (page.complete) return;
    cursor = page.cursor;
  }
}
