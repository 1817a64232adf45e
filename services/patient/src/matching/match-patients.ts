import type { MatchAnswer, MatchCandidate, MatchRequest } from "@pms/contracts/patients/matching";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import type { Static } from "typebox";
import type { Deps } from "../deps.ts";
import { firstIdAt } from "../record/patient-id.ts";
import { findPatients } from "../record/store/find-patient.ts";
import { type PatientRow, shownOf, toPatient } from "../record/store/patient-rows.ts";
import { blockingKeys } from "./blocking.ts";
import { comparableOf, type Described } from "./comparable.ts";
import { judge } from "./judge.ts";
import { findCandidates, findUncompared } from "./store/candidates.ts";

type Found = { row: PatientRow; candidate: MatchCandidate };
type FindDeps = Pick<Deps, "database" | "phoneCountry" | "matchModel" | "now">;

/** Who was registered longer ago has been compared since, unless more was registered than can be. */
const comparedWithinMs = 300_000;

/** Those like whoever is described, the likeliest first, unaudited; none where nothing was said that tells anybody apart. */
export async function findMatches(
  { database: { pool }, phoneCountry, matchModel, now }: FindDeps,
  { actor }: Caller,
  described: Described,
): Promise<Found[]> {
  const asked = comparableOf(described, phoneCountry);
  const [known, fresh, model] = await Promise.all([
    findCandidates(pool, blockingKeys(asked)),
    findUncompared(pool, firstIdAt(now().getTime() - comparedWithinMs)),
    matchModel.current(),
  ]);
  const ids = [...new Set([...known, ...fresh])];
  const rows = ids.length === 0 ? [] : await findPatients(pool, actor, ids);
  const found = rows.flatMap((row): Found[] => {
    const patient = toPatient(row);
    const judged = patient.status === "merged" ? undefined : judge(asked, comparableOf(patient, phoneCountry), model);
    return judged ? [{ row, candidate: { patient, ...judged } }] : [];
  });
  return found.toSorted((a, b) => b.candidate.probability - a.candidate.probability);
}

/**
 * Who within the caller's reach may be the person that is described, the likeliest first. 400 where
 * nothing was said that could tell anybody apart. The audit names who was shown (AUD-2).
 */
export async function matchPatients(
  deps: FindDeps & Pick<Deps, "audit">,
  caller: Caller,
  { limit = 10, ...described }: MatchRequest,
): Promise<Static<typeof MatchAnswer>> {
  const asked = comparableOf(described, deps.phoneCountry);
  if (asked.given.length + asked.surnames.length + blockingKeys(asked).length === 0)
    throw invalidField("", "name something by which a person is told apart: a name with a birth date, or a number");
  const best = (await findMatches(deps, caller, described)).slice(0, limit);
  deps.audit.record(caller.audit, {
    action: "patient.match",
    resourceType: "patient",
    details: { count: String(best.length), fields: Object.keys(described).join(" ") },
    shown: best.map(({ row }) => shownOf(row)),
  });
  return { candidates: best.map(({ candidate }) => candidate) };
}
