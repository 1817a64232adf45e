/**
 * The one rule of what may be dated when: nothing in the future, no reversal before its original,
 * no past day on which money is owed that never was. The unlikely is asked about.
 */
import type { PostingQuestion } from "@pms/contracts/billing/postings";
import type { Responsibility } from "@pms/contracts/billing/terms";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import { latestToday } from "@pms/kit/validation/latest-today";
import { describeMoney } from "../ledger/money.ts";
import type { Posting } from "../ledger/posting.ts";
import { type Day, type DayChange, daysFrom } from "./days.ts";

/** What reports reach: a slip of the pen before it would be owed and never reported. */
const earliest = "1900-01-01";
const dayMs = 86_400_000;

/** The calendar date in UTC. */
export function todayUtc(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}

/** 400, naming the field, for a date before 1900 or one in the future wherever the facility is. */
export function requireWithinReach(date: string, field: string, now: Date = new Date()): void {
  if (date < earliest) throw invalidField(`/${field}`, `must not be before ${earliest}`);
  if (date > latestToday(now)) throw invalidField(`/${field}`, "must not be in the future");
}

/** 400 for a date in the future, 422 for one before the original's. @param named by the caller */
export function reversalDate(named: string | undefined, original: string, now: Date = new Date()): string {
  const today = todayUtc(now);
  if (named === undefined) return today > original ? today : original;
  requireWithinReach(named, "effectiveOn", now);
  if (named < original)
    throw new ProblemError("rule-violated", "A reversal can't be effective before what it reverses.");
  return named;
}

/** A posting with what its date is judged by. */
export type DatedPosting = {
  posting: Posting;
  /** Of a reversal: the type of its original. */
  reversedType?: string | undefined;
  account: { currency: string; birth_year: number | null; death_year: number | null };
};

/**
 * Whether the account's days have to be known to judge it; to be read behind the account's lock.
 */
export function needsDays({ posting, reversedType }: Omit<DatedPosting, "account">, now: Date = new Date()): boolean {
  if (posting.type === "refund") return true;
  if (!isBackdated(posting, now)) return false;
  if (posting.type === "reversal") return reversedType === "payment";
  return posting.type === "transfer" && posting.direction !== "between-payers";
}

/**
 * 422 `rule-violated` for what can't have been on its date, `confirmation-required` for what the
 * caller has not confirmed.
 *
 * @param changes everything that was posted to the account, where `needsDays`
 */
export function requireSoundDate(dated: DatedPosting, changes: readonly DayChange[], now: Date = new Date()): void {
  const { posting, account } = dated;
  const days = needsDays(dated, now) ? daysFrom(changes, posting.effectiveOn) : undefined;
  if (days && posting.type === "refund") refuseUncoveredRefund(posting, days, account.currency);
  if (days && posting.type === "reversal") refuseUncoveredReversal(posting, days, now);
  const questions = [...questionsOfYears(dated)];
  if (days && posting.type === "transfer" && !isCovered(posting, days, now)) questions.push("uncovered-transfer");
  const open = questions.filter((question) => !posting.confirmed.includes(question));
  if (open.length > 0)
    throw new ProblemError("confirmation-required", open.map((question) => questionTexts[question]).join(" "), {
      confirm: open,
    });
}

/** Before today wherever the facility is: what is dated today changes no balance of the past. */
function isBackdated({ effectiveOn }: Posting, now: Date): boolean {
  return effectiveOn < new Date(now.getTime() - dayMs / 2).toISOString().slice(0, 10);
}

/** The days that are over. */
function pastDays(days: readonly Day[], now: Date): Day[] {
  const today = new Date(now.getTime() - dayMs / 2).toISOString().slice(0, 10);
  return days.filter(({ on }) => on < today);
}

const questionTexts: Record<PostingQuestion, string> = {
  "before-birth": "The date is before the year of the patient's birth.",
  "after-death": "The date of the service is more than a year after the year of the patient's death.",
  "uncovered-transfer":
    "On its date, or on a day after it, neither was so much owed by the one nor in credit with the other.",
};

function questionsOfYears({ posting, account }: DatedPosting): PostingQuestion[] {
  const year = Number(posting.effectiveOn.slice(0, 4));
  // What was posted is there to be undone, whenever it was.
  if (posting.type === "reversal") return [];
  if (account.birth_year !== null && year < account.birth_year) return ["before-birth"];
  const isLate = account.death_year !== null && year > account.death_year + 1;
  // Who has died is still paid for, and refunded.
  return isLate && posting.type === "charge" ? ["after-death"] : [];
}

/**
 * From its date on, every day: at most the credit of the account and of the one that it goes to,
 * and what that one has paid, for adjustments and transfers make credit without money.
 */
function refuseUncoveredRefund({ amountMinor, responsibility }: Posting, days: readonly Day[], currency: string): void {
  const party = responsibility ?? "patient";
  const limits = [
    { of: ({ owed }: Day) => -owed.patient - owed.payer, what: "the account's credit balance" },
    { of: ({ owed }: Day) => -owed[party], what: `the ${party}'s credit balance` },
    { of: ({ paid }: Day) => paid[party], what: `what the ${party} has paid and was not given back` },
  ]
    .map(({ of, what }) => ({ what, ...lowest(days, of) }))
    .sort((one, other) => Number(one.minor - other.minor));
  for (const { minor, what, day } of limits) {
    if (amountMinor <= minor) continue;
    const most = describeMoney(minor > 0n ? minor : 0n, currency);
    const when = day === days.at(-1) ? "" : `, on ${day.on}`;
    throw new ProblemError("rule-violated", `A refund can be at most ${most}: ${what}${when}.`);
  }
}

/** The last of the days on which it is lowest. */
function lowest(days: readonly Day[], of: (day: Day) => bigint): { minor: bigint; day: Day } {
  return days
    .map((day) => ({ minor: of(day), day }))
    .reduce((lowest, next) => (next.minor <= lowest.minor ? next : lowest));
}

/** A payment's reversal can't be effective on past days when the payment had been given back. */
function refuseUncoveredReversal({ amountMinor, responsibility }: Posting, days: readonly Day[], now: Date): void {
  const party: Responsibility = responsibility ?? "patient";
  const uncovered = pastDays(days, now).find(({ paid }) => paid[party] < amountMinor);
  if (uncovered)
    throw new ProblemError(
      "rule-violated",
      `On ${uncovered.on} the payment had been given back: its reversal can't be effective before today.`,
    );
}

/** Whether on every past day from its date the one owed so much, or the other had it in credit. */
function isCovered({ amountMinor, direction }: Posting, days: readonly Day[], now: Date): boolean {
  const [from, to] = direction === "to-patient" ? (["payer", "patient"] as const) : (["patient", "payer"] as const);
  return pastDays(days, now).every(({ owed }) => amountMinor <= owed[from] || amountMinor <= -owed[to]);
}
