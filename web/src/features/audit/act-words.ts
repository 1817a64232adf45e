/** What was done, in words: the audit's codes as a person would say them. */
import type { AuditAct } from "@pms/contracts/auth/audit-acts";

export type Act = { action: string; outcome: string; count: number };

/** `of` follows where it was done about one patient, so that with their name behind it reads on. */
type Words = { did: string; of?: string; page?: string };

const words: Readonly<Record<string, Words>> = {
  "patient.create": { did: "registered" },
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
  "billing.open-account": { did: "opened the account", of: "opened the account of" },
  "billing.post": { did: "posted", of: "posted to the account of" },
  "billing.import": { did: "imported postings", of: "imported postings of" },
  "billing.read-trial-balance": { did: "read the trial balance" },
  "billing.check-integrity": { did: "checked the ledger" },
  "analytics.report": { did: "read reports" },
  "analytics.insights": { did: "read insights" },
  "session.log-in": { did: "signed in" },
  "session.log-out": { did: "signed out" },
  "user.list": { did: "listed users" },
  "user.read": { did: "read a user" },
  "user.update": { did: "changed a user" },
  "user.invite": { did: "invited a user" },
  "user.sign-up": { did: "signed up" },
  "user.accept-invitation": { did: "accepted an invitation" },
  "user.change-password": { did: "changed their password" },
  "facility.create": { did: "opened a facility" },
  "facility.update": { did: "changed a facility" },
  "audit.read": { did: "read the audit", of: "read the audit of" },
  "audit.export": { did: "saved the audit", of: "saved the audit of" },
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

/** `Read and changed`: each once, what was done most first. */
export function describeActs(acts: readonly Act[], aboutPatient: boolean, locale?: string): string {
  const done = [...new Set(acts.map(({ action }) => describeAct(action, aboutPatient)))];
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
