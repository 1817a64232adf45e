/** What a person decides of a pair: it outranks whatever the weights say, for ever. */
import type { Assignment, Dismissal, DuplicatePair } from "@pms/contracts/patients/matching";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { DB } from "../store/gen/tables.ts";
import { withPatients } from "./list-duplicates.ts";
import { assignPair, dismissPair, lockPair, reopenPair } from "./store/decisions.ts";
import type { PairRow } from "./store/pairs.ts";

type DecideDeps = Pick<Deps, "database" | "relay" | "now">;
type Act = (tx: Transaction<DB>, pair: PairRow) => Promise<PairRow | undefined>;

/** They are two persons. Again with the same reason changes nothing. @throws 404, 409 once merged */
export async function dismissDuplicate(
  deps: DecideDeps,
  caller: Caller,
  { id, dismissal: { reason, note } }: { id: string; dismissal: Dismissal },
): Promise<DuplicatePair> {
  return decide(deps, caller, { id, action: "patient.not-duplicate", details: { reason } }, (tx, pair) => {
    if (pair.status === "merged") throw new ProblemError("conflict", "The records are merged.");
    return dismissPair(tx, { id, at: deps.now(), by: caller.actor.id, reason, note });
  });
}

/** Takes a dismissal back. @throws 404, 409 unless dismissed */
export async function reopenDuplicate(deps: DecideDeps, caller: Caller, id: string): Promise<DuplicatePair> {
  return decide(deps, caller, { id, action: "patient.reopen-duplicate" }, (tx, pair) => {
    if (pair.status !== "dismissed") throw new ProblemError("conflict", "The pair is not dismissed.");
    return reopenPair(tx, id);
  });
}

/** @throws 404, 409 unless open */
export async function assignDuplicate(
  deps: DecideDeps,
  caller: Caller,
  { id, assignment: { userId } }: { id: string; assignment: Assignment },
): Promise<DuplicatePair> {
  const details = { to: userId ?? "nobody" };
  return decide(deps, caller, { id, action: "patient.assign-duplicate", details }, (tx, pair) => {
    if (pair.status !== "open") throw new ProblemError("conflict", "The pair is decided.");
    return assignPair(tx, id, userId);
  });
}

async function decide(
  deps: DecideDeps,
  caller: Caller,
  { id, action, details }: { id: string; action: string; details?: Record<string, string> },
  act: Act,
): Promise<DuplicatePair> {
  const work = async (tx: Transaction<DB>) => {
    const locked = await lockPair(tx, caller.actor, id);
    if (!locked) throw notFound();
    const row = await act(tx, locked);
    if (!row) throw notFound();
    // Both records' histories say what was decided.
    const both = [row.low_id, row.high_id].map((patientId) =>
      auditMessage("patient", caller.audit, {
        action,
        resourceType: "patient",
        resourceId: patientId,
        patientId,
        details: { ...details, pair: id },
      }),
    );
    await enqueueEvents(tx, both);
    return row;
  };
  const row = await commit(deps, work);
  const { pairs } = await withPatients(deps, caller, [row]);
  const [pair] = pairs;
  if (!pair) throw notFound();
  return pair;
}
