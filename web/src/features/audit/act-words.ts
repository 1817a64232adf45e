/** What was done, in words: the audit's codes as a person would say them. */
import type { AuditAct } from "@pms/contracts/auth/audit-acts";
import { t } from "../../i18n/i18n.ts";

export type Act = { action: string; outcome: string; count: number };

/** In the order in which they are told. `of`: where it was done about one patient. */
type Words = { did: string; of?: string; page?: string };

const words: Readonly<Record<string, Words>> = {
  "session.log-in": { did: t("signed in") },
  "session.log-out": { did: t("signed out") },
  "patient.create": { did: t("registered") },
  "billing.open-account": { did: t("opened the account") },
  "patient.read": { did: t("read"), page: t("record") },
  "patient.history": { did: t("read"), page: t("history") },
  "patient.access-log": { did: t("read"), page: t("who looked") },
  "patient.read-notes": { did: t("read"), page: t("notes") },
  "patient.read-documents": { did: t("read"), page: t("documents") },
  "patient.read-document": { did: t("read"), page: t("documents") },
  "patient.note-create": { did: t("wrote a note") },
  "patient.note-change": { did: t("changed a note") },
  "patient.note-withdraw": { did: t("withdrew a note") },
  "patient.sensitive-note-create": { did: t("wrote a sensitive note") },
  "patient.sensitive-note-change": { did: t("changed a sensitive note") },
  "patient.sensitive-note-withdraw": { did: t("withdrew a sensitive note") },
  "patient.document-add": { did: t("added a document") },
  "patient.document-withdraw": { did: t("withdrew a document") },
  "patient.update": { did: t("changed") },
  "patient.deactivate": { did: t("deactivated") },
  "patient.restore": { did: t("restored") },
  "patient.merge": { did: t("merged") },
  "patient.merge-request": { did: t("asked to merge") },
  "patient.merge-undo": { did: t("undid a merge") },
  "patient.merge-undo-request": { did: t("asked to undo a merge") },
  "patient.read-merge": { did: t("compared patients"), of: t("compared") },
  "billing.merge-accounts": { did: t("moved the balance") },
  "billing.unmerge-accounts": { did: t("moved the balance back") },
  "patient.list": { did: t("listed patients"), of: t("saw in a list") },
  "patient.search": { did: t("searched for patients"), of: t("found by a search") },
  "patient.match": { did: t("compared patients"), of: t("compared") },
  "patient.identify": { did: t("looked up patients"), of: t("looked up") },
  "patient.import": { did: t("imported patients") },
  "billing.read": { did: t("read"), page: t("balance") },
  "billing.list-transactions": { did: t("read"), page: t("ledger") },
  "billing.list-accounts": { did: t("listed accounts"), of: t("saw in a list of accounts") },
  "billing.post": { did: t("posted money") },
  "billing.import": { did: t("imported postings") },
  "billing.read-trial-balance": { did: t("read the trial balance") },
  "billing.check-integrity": { did: t("checked the ledger") },
  "billing.export": { did: t("exported the ledger") },
  "analytics.report": { did: t("read reports") },
  "analytics.insights": { did: t("read insights") },
  "user.list": { did: t("listed users") },
  "user.read": { did: t("read a user") },
  "user.update": { did: t("changed a user") },
  "user.invite": { did: t("invited a user") },
  "user.sign-up": { did: t("signed up") },
  "user.accept-invitation": { did: t("accepted an invitation") },
  "user.change-password": { did: t("changed their password") },
  "facility.create": { did: t("opened a facility") },
  "facility.update": { did: t("changed a facility") },
  "audit.read": { did: t("read the audit") },
  "audit.export": { did: t("saved the audit") },
  "access.refused": { did: t("asked for what they may not have") },
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
  return pages.length > 1 ? pages.filter((page) => page !== words["billing.read"]?.page) : pages;
}

export const refusedCount = (acts: readonly Act[]) =>
  acts.reduce((sum, { outcome, count }) => sum + (outcome === "refused" ? count : 0), 0);

/** What the log can be narrowed to. */
export const actLabels: Readonly<Record<AuditAct, string>> = {
  read: t("Read a record or ledger"),
  listed: t("Searched or listed"),
  changed: t("Changed a record"),
  posted: t("Posted money"),
  "signed-in": t("Signed in or out"),
  administered: t("Changed users or facilities"),
  audited: t("Read the audit"),
  refused: t("Was refused"),
};
