/** What a log of who looked may tell of what was done. Pure. */
import type { AuditSitting } from "@pms/contracts/auth/audit";
import type { Actor } from "@pms/kit/trust/access";

type Acts = AuditSitting["acts"];

/**
 * Who may not read sensitive notes is told of none: what was done with one counts as reading the
 * notes, which whoever did it has done too.
 */
export function actsKnownTo({ permissions }: Pick<Actor, "permissions">, acts: Acts): Acts {
  if (permissions.has("note:read-sensitive")) return acts;
  const known = acts.map(({ action, ...rest }) => ({ ...rest, action: isOfSensitiveNote(action) ? reading : action }));
  const together = Map.groupBy(known, ({ action, outcome }) => `${action} ${outcome}`);
  return [...together.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ ...first, count: group.reduce((sum, { count }) => sum + count, 0) }] : [];
  });
}

const reading = "patient.read-notes";
const isOfSensitiveNote = (action: string) => action.startsWith("patient.sensitive-note-");
