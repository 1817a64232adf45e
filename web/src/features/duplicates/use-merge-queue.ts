/** Merging pair after pair: what is open, what is under way, and where the focus goes on. */
import type { DuplicatePair } from "@pms/contracts/patients/matching";
import type { PatientMerge } from "@pms/contracts/patients/merging";
import type { Patient } from "@pms/contracts/patients/patient";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { rowOf } from "../../lib/row-focus.ts";
import type { MergeBegun } from "../../patient/merge-dialog.tsx";
import { duplicatesKey } from "./queries.ts";

export type Begun = MergeBegun & { ended?: PatientMerge["status"] };
type Sides = readonly [Patient, Patient];

/** Who was registered first stays, and whoever others were merged into a moment ago. */
export function sidesOf({ patients: [a, b] }: DuplicatePair, kept: ReadonlySet<string>): Sides {
  if (kept.has(a.id) !== kept.has(b.id)) return kept.has(a.id) ? [a, b] : [b, a];
  return a.createdAt <= b.createdAt ? [a, b] : [b, a];
}

/** The next pair to decide: none that the record merged just now is of, and none that is under way. */
export function nextPair(pairs: readonly DuplicatePair[], id: string, gone: string, begun: ReadonlySet<string>) {
  const at = pairs.findIndex((pair) => pair.id === id);
  const inOrder = [...pairs.slice(at + 1), ...pairs.slice(0, at)];
  return inOrder.find((pair) => !begun.has(pair.id) && !pair.patientIds.includes(gone));
}

export function useMergeQueue(pairs: readonly DuplicatePair[]) {
  const client = useQueryClient();
  const [openId, setOpenId] = useState<string>();
  const [begun, setBegun] = useState<Readonly<Record<string, Begun>>>({});
  const kept = useRef(new Set<string>());
  const underWay = Object.values(begun).filter(({ ended }) => !ended);
  const busy = new Set(underWay.flatMap(({ survivor, merged }) => [survivor.id, merged.id]));
  const open = pairs.find(({ id }) => id === openId);
  function begin(merge: MergeBegun) {
    if (!open) return;
    kept.current.add(merge.survivor.id);
    setBegun({ ...begun, [open.id]: merge });
    setOpenId(undefined);
    const next = nextPair(pairs, open.id, merge.merged.id, new Set([...Object.keys(begun), open.id]));
    // The dialog gives the focus back when it closes; the next pair takes it then.
    setTimeout(() => {
      const row = next && rowOf(next.id);
      row?.focus();
      row?.scrollIntoView({ block: "nearest" });
    });
  }
  const end = useCallback(
    async (pairId: string, merge: PatientMerge) => {
      setBegun((known) => {
        const of = known[pairId];
        return of ? { ...known, [pairId]: { ...of, ended: merge.status } } : known;
      });
      if (merge.status !== "done") return;
      say(t("Merged."));
      for (const id of [merge.survivorId, merge.mergedId]) void client.invalidateQueries({ queryKey: ["patient", id] });
      void client.invalidateQueries({ queryKey: ["patients"] });
      await client.invalidateQueries({ queryKey: duplicatesKey });
    },
    [client],
  );
  return {
    begun,
    open: open && {
      pair: sidesOf(open, kept.current),
      waits: open.patientIds.some((id) => busy.has(id)),
    },
    ask: setOpenId,
    close: () => setOpenId(undefined),
    begin,
    end,
  };
}
