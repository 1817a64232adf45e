/** What a merge would do, and why it can't be done. */
import { randomUUIDv7 } from "node:crypto";
import type { FieldChoices, MergePreview } from "@pms/contracts/patients/merging";
import type { Caller } from "@pms/kit/audit/caller";
import type { Queryable } from "@pms/kit/db/statement";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { type BillingCaller, billingCallerOf } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { findDecidedApart, listWithin } from "../duplicates/store/decided-apart.ts";
import { checkRecord } from "../record/patient-record.ts";
import { findPatients } from "../record/store/find-patient.ts";
import { isMerging, merging } from "../record/store/merging.ts";
import { type PatientRow, recordOf, toPatient } from "../record/store/patient-rows.ts";
import { requireMergeable } from "./merge-records.ts";
import { listMax, type MergedRecord, mergeRecords } from "./merged-record.ts";
import { findOwnUsers, requireOneUser } from "./own-users.ts";

type PlanDeps = Pick<Deps, "database" | "billing" | "serviceToken" | "now" | "patientUsers" | "identifierTypes">;
export type Pair = { survivor: PatientRow; merged: PatientRow };

type Rules = Parameters<typeof checkRecord>[1];
/** By which a record is judged at this moment. */
export const rulesOf = ({ now, identifierTypes }: Pick<Deps, "now" | "identifierTypes">): Rules => ({
  now: now(),
  identifierTypes,
});

/** Both records, within the caller's reach. @throws 404 */
export async function findBoth(
  on: Queryable,
  { actor }: Caller,
  { survivorId, mergedId }: { survivorId: string; mergedId: string },
): Promise<Pair> {
  const rows = await findPatients(on, actor, [survivorId, mergedId]);
  const [survivor, merged] = [rows.find(({ id }) => id === survivorId), rows.find(({ id }) => id === mergedId)];
  if (!survivor || !merged) throw notFound();
  return { survivor, merged };
}

/** Every rule that a merge has to keep, the first that it breaks: 409, 400 for a choice of nothing. */
export async function requirePlan(
  on: Queryable,
  pair: Pair,
  choices: FieldChoices,
  rules: Rules,
): Promise<MergedRecord> {
  const { survivor, merged } = pair;
  requireMergeable(survivor, merged);
  for (const { id } of [survivor, merged]) if (await isMerging(on, id)) throw merging();
  const found = await findDecidedApart(on, await listWithin(on, [survivor.id, merged.id]));
  if (found)
    throw new ProblemError(
      "conflict",
      `Somebody has decided that they are two persons. Reopen the pair ${found.id} first.`,
    );
  const plan = mergeRecords(recordOf(survivor), recordOf(merged), choices);
  // What either has in a list already is judged no more.
  checkRecord(plan.record, { ...rules, before: plan.record });
  for (const [name, value] of Object.entries(plan.record))
    if (Array.isArray(value) && value.length > listMax)
      throw new ProblemError("conflict", `Together they have more than ${listMax} ${name}: remove some first.`);
  return plan;
}

/** Undefined while billing does not answer. @throws 409 with its reason */
export async function askBilling(deps: PlanDeps, caller: Caller, { survivor, merged }: Pair) {
  const ids = { mergeId: randomUUIDv7(), survivorId: survivor.id, mergedId: merged.id };
  try {
    return await deps.billing.previewMerge(ids, await asService(deps, caller));
  } catch (error) {
    // An account that is pending will be there; billing that is down will be up.
    if (error instanceof ProblemError && error.kind !== "conflict") return undefined;
    throw error;
  }
}

/** As the service, in the caller's request: what a merge moves is no everyday right. */
export async function asService({ serviceToken }: PlanDeps, caller: Caller): Promise<BillingCaller> {
  return { ...billingCallerOf(caller), token: await serviceToken() };
}

/** 400 for a choice of nothing; every other reason is told among `problems`. */
export async function previewMerge(
  deps: PlanDeps,
  caller: Caller,
  pair: Pair,
  choices: FieldChoices,
): Promise<MergePreview> {
  const { survivor, merged } = pair;
  const { fields, moves } = mergeRecords(recordOf(survivor), recordOf(merged), choices);
  const problems: string[] = [];
  const told = (error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(error.message);
    return undefined;
  };
  const users = await findOwnUsers(deps, pair);
  await requirePlan(deps.database.pool, pair, choices, rulesOf(deps)).catch(told);
  await Promise.try(() => requireOneUser(users)).catch(told);
  const money = problems.length > 0 ? undefined : await askBilling(deps, caller, pair).catch(told);
  const preview = { survivor: toPatient(survivor), merged: toPatient(merged), fields, moves, users, problems };
  return { ...preview, ...(money && { billing: billingJson(money) }) };
}

function billingJson({
  survivor,
  merged,
  movedMinor,
  movedPayerMinor,
}: Awaited<ReturnType<Deps["billing"]["previewMerge"]>>) {
  const money = (minor: bigint) => ({ amountMinor: Number(minor), currency: survivor.currency });
  return {
    survivor: { accountId: survivor.accountId, balance: money(survivor.balanceMinor) },
    merged: { accountId: merged.accountId, balance: money(merged.balanceMinor) },
    balanceAfter: money(survivor.balanceMinor + merged.balanceMinor),
    moved: money(movedMinor),
    movedOfPayer: money(movedPayerMinor),
  };
}
