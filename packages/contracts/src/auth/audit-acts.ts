/** What the audit's actions come to, in the words that one asks by. */

export const auditActs = [
  "read",
  "listed",
  "changed",
  "posted",
  "signed-in",
  "administered",
  "audited",
  "refused",
] as const;
export type AuditAct = (typeof auditActs)[number];

type Pattern = {
  /** Of actions, as LIKE takes them. */
  actions: readonly string[];
  /** Where all of them come from auth, which has an index for these few. */
  onlyOfAuth?: true;
};

/** An action that stands in none is found without a filter alone. */
export const actionsOfActs: Readonly<Record<Exclude<AuditAct, "refused">, Pattern>> = {
  read: {
    actions: ["patient.read%", "patient.history", "patient.access-log", "billing.read%", "billing.list-transactions"],
  },
  listed: { actions: ["patient.list", "patient.search", "patient.match", "patient.identify", "billing.list-accounts"] },
  changed: {
    actions: [
      "patient.create",
      "patient.update",
      "patient.deactivate",
      "patient.restore",
      "patient.merge%",
      "patient.note%",
      "patient.sensitive-note%",
      "patient.document%",
    ],
  },
  posted: {
    actions: [
      "billing.merge%",
      "billing.unmerge%",
      "billing.post%",
      "billing.import",
      "billing.reverse%",
      "billing.refund%",
    ],
  },
  "signed-in": { actions: ["session.%"], onlyOfAuth: true },
  administered: { actions: ["user.%", "facility.%", "signing-key.%"], onlyOfAuth: true },
  audited: { actions: ["audit.%"], onlyOfAuth: true },
};
