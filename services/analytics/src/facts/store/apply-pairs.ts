import { constant, run, statement } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../slot.ts";

/** Two records that may be one person's, as of a version of the pair. */
export type PairChange = {
  pairId: string;
  lowId: string;
  highId: string;
  grade: string;
  undecided: boolean;
  version: bigint;
};

/** Keeps what has a newer version, one change per pair. The caller holds the generation's lock. */
export async function applyPairs(tx: Transaction<DB>, slot: Slot, pairs: readonly PairChange[]): Promise<void> {
  if (pairs.length === 0) return;
  const s = constant(String(slot));
  await run(
    tx,
    statement("apply-pairs")`
    INSERT INTO duplicate_facts AS d (slot, pair_id, low_id, high_id, grade, undecided, version)
    SELECT ${s}, i.* FROM unnest(
      ${pairs.map((p) => p.pairId)}::uuid[], ${pairs.map((p) => p.lowId)}::uuid[], ${pairs.map((p) => p.highId)}::uuid[],
      ${pairs.map((p) => p.grade)}::text[], ${pairs.map((p) => p.undecided)}::boolean[],
      ${pairs.map((p) => p.version)}::bigint[]
    ) i(pair_id, low_id, high_id, grade, undecided, version)
    ON CONFLICT (slot, pair_id) DO UPDATE SET grade = excluded.grade, undecided = excluded.undecided,
      version = excluded.version
    WHERE excluded.version > d.version`,
  );
}
