import type { AuditActor } from "@pms/contracts/auth/audit";
import { ShortId } from "../../components/short-id.tsx";
import { useMe } from "../../session/session.ts";

/** Who acted, in words; a patient with a log-in is named only where the reader may know the name. */
export function actorName(actor: AuditActor, ownId: string): string {
  if (actor.id === ownId) return "You";
  if (actor.name) return actor.name;
  if (actor.kind === "nobody") return "Somebody not signed in";
  if (actor.kind === "service") return `The ${actor.id.replace("service:", "")} service`;
  return actor.roles?.includes("patient") ? "A patient" : "Somebody unknown";
}

export function ActorName({ actor }: { actor: AuditActor }) {
  const { user } = useMe();
  const name = actorName(actor, user.id);
  return name === "Somebody unknown" ? (
    <>
      {name} <ShortId value={actor.id} />
    </>
  ) : (
    name
  );
}

const roleNames: Readonly<Record<string, string>> = { admin: "administrator", "front-desk": "front desk" };

/** `front desk`, or nothing for who has no roles. */
export function roleOf({ roles = [] }: AuditActor): string {
  return roles.map((role) => roleNames[role] ?? role).join(", ");
}
