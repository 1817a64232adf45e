/** Compares patients with all the others, and keeps whom they may be the same as. */
import { setImmediate } from "node:timers/promises";
import type { PhoneCountry } from "@pms/contracts/text/phone-numbers";
import type { Queryable } from "@pms/kit/db/statement";
import type { Transaction } from "kysely";
import { comparableOf } from "../matching/comparable.ts";
import { judge, type MatchModel } from "../matching/judge.ts";
import { type CandidatePair, findCandidatePairs } from "../matching/store/candidates.ts";
import { dropProfiles, findCurrent, findProfiles, storeProfiles } from "../matching/store/profiles.ts";
import { toPatient } from "../record/store/patient-rows.ts";
import type { DB } from "../store/gen/tables.ts";
import { withoutDecided } from "./store/decided-apart.ts";
import { type JudgedPair, storePairs } from "./store/pairs.ts";
import type { ComparedRow } from "./store/scans.ts";

export type Comparing = { phoneCountry: PhoneCountry; model: MatchModel; at: Date };
/** A record that is like so many others says little about each. */
const pairsPerPatientMax = 10;
/** Between two looks at what else waits: judging is work without a pause. */
const judgedAtOnce = 200;

/**
 * In the caller's transaction. With `earlier` only with patients of smaller ids, each pair once, as
 * in a scan that goes through all of them.
 * @returns how many pairs are new
 */
export async function comparePatients(
  tx: Transaction<DB>,
  rows: readonly ComparedRow[],
  { phoneCountry, model, at }: Comparing,
  { earlier }: { earlier: boolean },
): Promise<number> {
  const merged = rows.filter(({ status }) => status === "merged").map(({ id }) => id);
  if (merged.length > 0) await dropProfiles(tx, merged);
  const compared = rows.filter(({ status }) => status !== "merged");
  if (compared.length === 0) return 0;
  const current = await findCurrent(tx, compared);
  const changed = compared.filter(({ id }) => !current.has(id));
  await storeProfiles(
    tx,
    changed.map((row) => ({
      patientId: row.id,
      version: row.version,
      profile: comparableOf(toPatient(row), phoneCountry),
    })),
  );
  const ids = compared.map(({ id }) => id);
  const judged = await judgeAll(tx, await findCandidatePairs(tx, ids, { earlier }), model);
  const pairs = await withoutDecided(tx, judged);
  return storePairs(tx, [...ids, ...merged], pairs, { at, keepOthers: earlier });
}

async function judgeAll(tx: Queryable, candidates: readonly CandidatePair[], model: MatchModel): Promise<JudgedPair[]> {
  const profiles = await findProfiles(tx, [...new Set(candidates.flatMap(({ id, other }) => [id, other]))]);
  const byPatient = new Map<string, JudgedPair[]>();
  const seen = new Set<string>();
  for (const [index, { id, other }] of candidates.entries()) {
    if (index % judgedAtOnce === judgedAtOnce - 1) await setImmediate();
    const [lowId, highId] = id < other ? [id, other] : [other, id];
    const [low, high] = [profiles.get(lowId), profiles.get(highId)];
    const judgement = low && high && !seen.has(lowId + highId) && judge(low, high, model);
    seen.add(lowId + highId);
    if (!judgement) continue;
    const of = byPatient.get(id) ?? [];
    of.push({ lowId, highId, judgement });
    byPatient.set(id, of);
  }
  return [...byPatient.values()].flatMap((of) =>
    of.toSorted((a, b) => b.judgement.probability - a.judgement.probability).slice(0, pairsPerPatientMax),
  );
}
