import type { MatchAnswer, MatchCandidate, MatchRequest } from "@pms/contracts/patients/matching";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField } from "@pms/kit/problem/problem";
import type { Static } from "typebox";
import type { Deps } from "../deps.ts";
import { findPatients } from "../record/store/find-patient.ts";
import { shownOf, toPatient } from "../record/store/patient-rows.ts";
import { blockingKeys } from "./blocking.ts";
import { comparableOf } from "./comparable.ts";
import { judge } from "./judge.ts";
import { findCandidates } from "./store/candidates.ts";

/**
 * Who within the caller's reach may be the person that is described, the likeliest first. 400 where
 * nothing was said that could tell anybody apart. The audit names who was shown (AUD-2).
 */
export async function matchPatients(
  { database, audit, phoneCountry, matchModel }: Pick<Deps, "database" | "audit" | "phoneCountry" | "matchModel">,
  caller: Caller,
  { limit = 10, ...described }: MatchRequest,
): Promise<Static<typeof MatchAnswer>> {
  const asked = comparableOf(described, phoneCountry);
  const keys = blockingKeys(asked);
  if (asked.given.length + asked.surnames.length + keys.length === 0)
    throw invalidField("", "name something by which a person is told apart: a name with a birth date, or a number");
  const { pool } = database;
  const [ids, model] = await Promise.all([findCandidates(pool, keys), matchModel.current()]);
  const rows = ids.length === 0 ? [] : await findPatients(pool, caller.actor, ids);
  const found = rows.flatMap((row): { row: (typeof rows)[number]; candidate: MatchCandidate }[] => {
    const patient = toPatient(row);
    const judged = patient.status === "merged" ? undefined : judge(asked, comparableOf(patient, phoneCountry), model);
    return judged ? [{ row, candidate: { patient, ...judged } }] : [];
  });
  const best = found.toSorted((a, b) => b.candidate.probability - a.candidate.probability).slice(0, limit);
  audit.record(caller.audit, {
    action: "patient.match",
    resourceType: "patient",
    details: { count: String(best.length), fields: Object.keys(described).join(" ") },
    shown: best.map(({ row }) => shownOf(row)),
  });
  return { candidates: best.map(({ candidate }) => candidate) };
}
