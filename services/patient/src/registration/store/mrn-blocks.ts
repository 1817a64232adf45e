import { mrnOf } from "@pms/contracts/patients/mrn";
import { run, statement } from "@pms/kit/db/statement";
import type pg from "pg";

/** The sequence's increment. */
const blockSize = 50;

export type TakeMrns = (count: number) => Promise<string[]>;

/**
 * Gives MRNs never given before. Blocks are taken ahead of need; what is left of them at the end
 * stays a gap.
 */
export function openMrnSource(pool: pg.Pool): TakeMrns {
  const free: number[] = [];
  let fetching: Promise<void> | undefined;

  async function fetchBlocks(count: number): Promise<void> {
    const rows = await run<{ first: bigint }>(
      pool,
      statement("next-mrn-blocks")`SELECT nextval('mrn_blocks') AS first FROM generate_series(1, ${count}::integer)`,
    );
    for (const { first } of rows) for (let i = 0; i < blockSize; i += 1) free.push(Number(first) + i);
  }
  function fetchOnce(count: number): Promise<void> {
    fetching ??= fetchBlocks(count).finally(() => {
      fetching = undefined;
    });
    return fetching;
  }
  return async (count) => {
    while (free.length < count) await fetchOnce(Math.ceil((count - free.length) / blockSize));
    const given = free.splice(0, count);
    if (free.length < blockSize / 2) void fetchOnce(1).catch(() => {});
    return given.map(mrnOf);
  };
}
