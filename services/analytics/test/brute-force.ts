/** A made-up history, and every report worked out from it the slow and obvious way. */
import { randomUUID } from "node:crypto";
import type { TransactionPosted } from "@pms/contracts/gen/pms/events/v1/billing_events";
import type { EventMessage } from "@pms/kit/event-log/event-log";
import {
  type Account,
  account,
  changed,
  created,
  facilityA,
  facilityB,
  opened,
  type Patient,
  patient,
  posted,
  posting,
  reversalOf,
} from "./events.ts";

export type History = {
  patients: (Patient & { active: boolean })[];
  accounts: Account[];
  transactions: TransactionPosted[];
  events: EventMessage[];
};

/**
 * The same numbers every time (a linear congruential generator), so that a failure can be looked
 * into.
 */
export function randomFrom(seed: number): <Item>(items: readonly Item[]) => Item {
  let state = seed;
  return (items) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return items[Math.floor((state / 2 ** 31) * items.length)] as (typeof items)[number];
  };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const instants = upTo(500).map((n) =>
  new Date(Date.UTC(2024, 10, 3) + n * 86_400_000 * 1.37 + n * 977_123).toISOString(),
);
const days = upTo(400).map((n) => new Date(Date.UTC(2025, 0, 5) + n * 86_400_000).toISOString().slice(0, 10));

export function makeHistory(pick = randomFrom(7)): History {
  const history: History = { patients: [], accounts: [], transactions: [], events: [] };
  for (const _ of upTo(300)) registerSomeone(history, pick);
  for (const of of history.accounts) for (const _ of upTo(pick([0, 1, 2, 5]))) postSomething(history, of, pick);
  return history;
}

function registerSomeone(history: History, pick: ReturnType<typeof randomFrom>): void {
  const facilityId = pick([facilityA, facilityB]);
  const facts = {
    facilityId,
    birthYear: pick([0, 1930, 1941, 1960, 1985, 1990, 2005, 2020, 2025]),
    sex: pick(["female", "male", "other"]),
  };
  let person = patient({ ...facts, state: pick(["MA", "NY", "CT"]), registeredAt: pick(instants) });
  let active = true;
  history.events.push(created(person));
  if (pick([true, false, false])) {
    person = {
      ...person,
      version: 2n,
      state: pick(["RI", "VT"]),
      facilityId: pick([facilityA, facilityB]),
      deceased: pick([true, false]),
    };
    history.events.push(changed("PatientUpdated", person));
  }
  if (pick([true, false, false, false])) {
    person = { ...person, version: 3n };
    history.events.push(changed("PatientDeactivated", person));
    active = pick([true, false]);
    if (active) {
      person = { ...person, version: 4n };
      history.events.push(changed("PatientRestored", person));
    }
  }
  history.patients.push({ ...person, active });
  const own = account({ patientId: person.patientId, facilityId });
  history.accounts.push({ ...own, facilityId: person.facilityId });
  history.events.push(opened(own));
}

function postSomething(history: History, of: Account, pick: ReturnType<typeof randomFrom>): void {
  const type = pick(["charge", "charge", "payment", "refund", "adjustment"]);
  const amountMinor = BigInt(pick([0, 1, 999, 10_000, 10_001, 77_490, 600_000]));
  const facts = { type, amountMinor, effectiveOn: pick(days), facilityId: pick([of.facilityId, facilityB]) };
  const original = posting(of, {
    ...facts,
    ...(type === "payment" && { method: pick(["cash", "card", ""]) }),
    ...(type === "charge" && { code: pick(["99213", "99214", "99215"]) }),
  });
  history.transactions.push(original);
  if (pick([true, false, false, false])) history.transactions.push(reversalOf(original, { effectiveOn: pick(days) }));
  for (const transaction of history.transactions.slice(-2))
    if (!history.events.some(({ id }) => id === idOf(transaction)))
      history.events.push({ ...posted(transaction), id: idOf(transaction) });
}

const ids = new WeakMap<TransactionPosted, string>();
function idOf(transaction: TransactionPosted): string {
  const known = ids.get(transaction) ?? randomUUID();
  ids.set(transaction, known);
  return known;
}

/** Sums by key; keys with nothing are left out. */
export function sumBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
  figureOf: (item: Item) => number,
) {
  const sums: Record<string, number> = {};
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) sums[key] = (sums[key] ?? 0) + figureOf(item);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

/** The calendar day of an instant in a time zone, by the runtime's own calendar. */
export function localDay(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    new Date(instant),
  );
}

/** What a transaction adds to a measure: itself, or minus what it reverses. */
export function addsTo(measure: string, transaction: TransactionPosted): number {
  if (transaction.type === measure) return Number(transaction.amountMinor);
  return transaction.type === "reversal" && transaction.reversedType === measure ? -Number(transaction.amountMinor) : 0;
}
