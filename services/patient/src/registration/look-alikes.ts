/** Whoever is registered although somebody looks like them: asked about, and told apart from then on. */
import type { DifferenceReason } from "@pms/contracts/patients/record";
import { isRegisteredAlready } from "@pms/contracts/patients/registered-already";
import type { Caller } from "@pms/kit/audit/caller";
import { commit } from "@pms/kit/events/commit";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { keepApart } from "../duplicates/keep-apart.ts";
import { findMatches } from "../matching/match-patients.ts";
import type { PatientRecord } from "../record/patient-record.ts";

/** A name that so many of one birth date have is no reason to name them all. */
const namedMax = 10;

type Asked = {
  written: Partial<PatientRecord>;
  checkDuplicates: boolean | undefined;
  differsBecause: DifferenceReason | undefined;
};

/**
 * The patients within the caller's reach who are the same as far as can be told. Nothing is looked
 * for unless the caller asks for it, or says why it is another person.
 * @throws 422 `confirmation-required` where it is asked for and nothing is said
 */
export async function findRegistered(
  deps: Pick<Deps, "database" | "phoneCountry" | "matchModel" | "audit" | "now">,
  caller: Caller,
  { written, checkDuplicates = false, differsBecause }: Asked,
): Promise<string[]> {
  // That somebody is registered would tell anyone who signs up who is a patient here (AZ-3).
  if (caller.actor.ownRecordOnly && checkDuplicates) throw invalidField("/checkDuplicates", "is for the staff to ask");
  if (caller.actor.ownRecordOnly || !(checkDuplicates || differsBecause)) return [];
  const matches = await findMatches(deps, caller, written);
  const ids = matches.flatMap(({ row, candidate }) => (isRegisteredAlready(candidate, written) ? [row.id] : []));
  if (ids.length === 0 || differsBecause) return ids.slice(0, namedMax);
  deps.audit.record(caller.audit, {
    action: "patient.match",
    resourceType: "patient",
    details: { count: String(ids.length), stopped: "registration" },
  });
  throw new ProblemError("confirmation-required", "Very likely registered already: say why it is another person.", {
    confirm: ["differsBecause"],
  });
}

type Apart = { id: string; others: readonly string[]; reason: DifferenceReason };

/**
 * What was said of look-alikes decides their pairs: nobody is asked again. The registration stands
 * without it; the pairs are then found, and wait to be decided.
 */
export async function tellApart(
  deps: Pick<Deps, "database" | "relay" | "now" | "logger">,
  caller: Caller,
  { id, others, reason }: Apart,
): Promise<void> {
  if (others.length === 0) return;
  try {
    await commit(deps, (tx) => keepApart(tx, caller, { id, others, reason, at: deps.now() }));
  } catch (error) {
    deps.logger.warn({ err: error }, "look-alikes of a registration are not told apart, and wait to be decided");
  }
}
