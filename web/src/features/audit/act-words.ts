/** What was done, in words: the audit's codes as a person would say them. */
import type { AuditAct } from "@pms/contracts/auth/audit-acts";

export type Act = { action: string; outcome: string; count: number };

/** In the order in which they are told. `of`: where it was done about one patient. */
type Words = { did: string; of?: string; page?: string };

const words: Readonly<Record<string, Words>> = {
  "session.log-in": { did: "signed in" },
  "session.log-out": { did: "signed out" },
  "patient.create": { did: "registered" },
  "billing.open-account": { did: "opened the account" },
  "patient.read": { did: "read", page: "record" },
  "patient.history": { did: "read", page: "history" },
  "patient.access-log": { did: "read", page: "who looked" },
  "patient.update": { did: "changed" },
  "patient.deactivate": { did: "deactivated" },
  "patient.restore": { did: "restored" },
  "patient.merge": { did: "merged" },
  "patient.list": { did: "listed patients", of: "saw in a list" },
  "patient.search": { did: "searched for patients", of: "found by a search" },
  "patient.match": { did: "compared patients", of: "compared" },
  "patient.identify": { did: "looked up patients", of: "looked up" },
  "patient.import": { did: "imported patients" },
  "billing.read": { did: "read", page: "balance" },
  "billing.list-transactions": { did: "read", page: "ledger" },
  "billing.list-accounts": { did: "listed accounts", of: "saw in a list of accounts" },
  "billing.post": { did: "posted money" },
  "billing.import": { did: "imported postings" },
  "billing.read-trial-balance": { did: "read the trial balance" },
  "billing.check-integrity": { did: "checked the ledger" },
  "analytics.report": { did: "read reports" },
  "analytics.insights": { did: "read insights" },
  "user.list": { did: "listed users" },
  "user.read": { did: "read a user" },
  "user.update": { did: "changed a user" },
  "user.invite": { did: "invited a user" },
  "user.sign-up": { did: "signed up" },
  "user.accept-invitation": { did: "accepted an invitation" },
  "user.change-password": { did: "changed their password" },
  "facility.create": { did: "opened a facility" },
  "facility.update": { did: "changed a facility" },
  "audit.read": { did: "read the audit" },
  "audit.export": { did: "saved the audit" },
  "access.refused": { did: "asked for what they may not have" },
};

/** `user.end-sessions` → `user: end sessions`, for what has no words of its own. */
function spelled(action: string): string {
  const [about = "", ...does] = action.replaceAll(/[-_]/g, " ").split(".");
  return does.length > 0 ? `${about}: ${does.join(" ")}` : about;
}

export function describeAct(action: string, aboutPatient: boolean): string {
  const found = words[action];
  return (aboutPatient ? found?.of : undefined) ?? found?.did ?? spelled(action);
}

export const asSentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const order = Object.keys(words);
/** What has no words of its own comes last. */
const placeOf = ({ action }: Act) => (action in words ? order.indexOf(action) : order.length);

/** `Read and changed`: each once, in the order in which one would tell it. */
export function describeActs(acts: readonly Act[], aboutPatient: boolean, locale?: string): string {
  const told = acts.toSorted((one, other) => placeOf(one) - placeOf(other));
  const done = [...new Set(told.map(({ action }) => describeAct(action, aboutPatient)))];
  return asSentence(new Intl.ListFormat(locale, { type: "conjunction" }).format(done));
}

/** The pages of a record that were read. The balance stands on each of them, so it counts alone. */
export function pagesOf(acts: readonly Act[]): string[] {
  const read = acts.filter(({ outcome }) => outcome === "ok").flatMap(({ action }) => words[action]?.page ?? []);
  const pages = [...new Set(read)];
  return pages.length > 1 ? pages.filter((page) => page !== "balance") : pages;
}

export const refusedCount = (acts: readonly Act[]) =>
  acts.reduce((sum, { outcome, count }) => sum + (outcome === "refused" ? count : 0), 0);

/** What the log can be narrowed to. */
export const actLabels: Readonly<Record<AuditAct, string>> = {
  read: "Read a record or ledger",
  listed: "Searched or listed",
  changed: "Changed a record",
  posted: "Posted money",
  "signed-in": "Signed in or out",
  administered: "Changed users or facilities",
  audited: "Read the audit",
  refused: "Was refused",
};
