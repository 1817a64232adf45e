import type { LedgerIntegrity } from "@pms/contracts/billing/ledger";
import type { Caller } from "@pms/kit/audit/caller";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import { latestToday } from "@pms/kit/validation/latest-today";
import type { Deps } from "../deps.ts";
import { findWrongCheckpoints } from "./store/check-checkpoints.ts";
import {
  type Differing,
  findBrokenSeals,
  findBrokenSequences,
  findOrphans,
  findUnbalanced,
  findUncharted,
  findWrongBalances,
  prepareChecks,
} from "./store/check-ledger.ts";
import { deriveLedger, type LedgerTotal, sumLedger } from "./store/ledger-sums.ts";

type Check = LedgerIntegrity["checks"][number];
type CheckDeps = Pick<Deps, "database" | "currency">;

/**
 * Reading the whole ledger takes a processor for seconds: who asks meanwhile is answered the same,
 * and few at a time (REL-8).
 */
const running = new Map<string, Promise<LedgerIntegrity>>();
const runningMax = 3;

/**
 * Compares what is kept beside the ledger's entries with them, over the accounts in the caller's
 * reach: all of one moment, so that posting may go on. 503 while other checks are running.
 */
export async function checkIntegrity(deps: CheckDeps, { actor }: Caller): Promise<LedgerIntegrity> {
  const reach = reachOf(actor);
  const known = running.get(reach);
  if (known) return known;
  if (running.size >= runningMax)
    throw new ProblemError("unavailable", "Other checks are running; they take a few seconds.", {
      headers: { "retry-after": "10" },
    });
  const checking = check(deps, actor).finally(() => running.delete(reach));
  running.set(reach, checking);
  return checking;
}

/** What callers who see the same have in common. */
function reachOf({ id, patientId, facilities, ownRecordOnly }: Actor): string {
  if (ownRecordOnly) return `own ${id} ${patientId ?? ""}`;
  return facilities === "all" ? "all" : [...facilities].sort().join(" ");
}

async function check(deps: CheckDeps, actor: Actor): Promise<LedgerIntegrity> {
  const checkedAt = new Date().toISOString();
  const checks = await runChecks(deps, actor);
  return { checkedAt, ok: checks.every(({ ok }) => ok), checks };
}

function runChecks({ database, currency }: CheckDeps, actor: Actor): Promise<Check[]> {
  const { facilities, ownRecordOnly } = actor;
  const moment = database.db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
  return moment.execute(async (tx) => {
    await prepareChecks(tx);
    const until = { asOf: latestToday(), currency };
    const checks = [
      toCheck("transactions-balanced", await findUnbalanced(tx, actor)),
      toCheck("chart", await findUncharted(tx, actor)),
      toCheck("cached-balances", await findWrongBalances(tx, actor)),
      toCheck("running-balances", await findBrokenSequences(tx, actor)),
      toCheck("seals", await findBrokenSeals(tx, actor)),
    ];
    if (!ownRecordOnly) {
      const [kept, derived] = [await sumLedger(tx, until, actor), await deriveLedger(tx, until, actor)];
      checks.push(
        toCheck("checkpoints", await findWrongCheckpoints(tx, facilities)),
        toCheck("trial-balance", differingSums(kept, derived)),
      );
    }
    // What belongs to no account is in nobody's reach but theirs who see everything.
    if (!ownRecordOnly && facilities === "all") checks.push(toCheck("orphans", await findOrphans(tx)));
    return checks;
  });
}

const descriptions: Record<Check["name"], string> = {
  "transactions-balanced": "Debits, credits and amount of every transaction",
  chart: "Accounts of all entries against the chart",
  "cached-balances": "Balances of accounts against their entries",
  "running-balances": "Sequence and balance after every transaction",
  seals: "Every transaction against its seal, and each seal against the one before",
  checkpoints: "Checkpoints and what came since against the entries",
  "trial-balance": "Ledger accounts' sums against the entries",
  orphans: "Entries, transactions and pending sums of nothing",
};

function toCheck(name: Check["name"], { count, first }: Differing): Check {
  return { name, description: descriptions[name], ok: count === 0, count, ...(first && { first }) };
}

/** Ledger accounts whose sums differ; one more where debits and credits do. */
function differingSums(kept: readonly LedgerTotal[], derived: readonly LedgerTotal[]): Differing {
  const textOf = ({ debitMinor, creditMinor }: LedgerTotal) => `${debitMinor} ${creditMinor}`;
  const keptSums = new Map(kept.map((total) => [total.ledgerAccount, textOf(total)]));
  const derivedSums = new Map(derived.map((total) => [total.ledgerAccount, textOf(total)]));
  const names = [...new Set([...keptSums.keys(), ...derivedSums.keys()])].sort();
  const [first, ...more] = names.filter((name) => keptSums.get(name) !== derivedSums.get(name));
  const difference = derived.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n);
  const off = difference === 0n ? 0 : 1;
  return first === undefined ? { count: off } : { count: 1 + more.length + off, first: { ledgerAccount: first } };
}
