/** Pairs of records that may all be one person's stand together, where the first of them stood. */
import type { DuplicatePair } from "@pms/contracts/patients/matching";

export type Grouped = { pair: DuplicatePair; group?: { size: number; isFirst: boolean } };

export function groupPairs(pairs: readonly DuplicatePair[]): Grouped[] {
  const groups = Map.groupBy(pairs, ({ id, cluster }) => cluster?.id ?? id);
  return [...groups.values()].flatMap((together) =>
    together.map((pair, index): Grouped => {
      const size = pair.cluster?.patientIds.length;
      return { pair, ...(size !== undefined && { group: { size, isFirst: index === 0 } }) };
    }),
  );
}
