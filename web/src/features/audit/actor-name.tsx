import type { AuditActor } from "@pms/contracts/auth/audit";
import { ShortId } from "../../components/short-id.tsx";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";

/** Who acted, in words; a patient with a log-in is named only where the reader may know the name. */
export function actorName(actor: AuditActor, ownId: string): string {
  if (actor.id === ownId) return t("You");
  if (actor.name) return actor.name;
  if (actor.kind === "nobody") return t("Somebody not signed in");
  if (actor.kind === "service") return t("The {name} service", { name: actor.id.replace("service:", "") });
  return actor.roles?.includes("patient") ? t("A patient") : t("Somebody unknown");
}

export function ActorName({ actor }: { actor: AuditActor }) {
  const { user } = useMe();
  const name = actorName(actor, user.id);
  return name === t("Somebody unknown") ? (
    <>
      {name} <ShortId value={actor.id} />
    </>
  ) : (
    name
  );
}

const roleNames: Readonly<Record<string, string>> = {
  admin: t("administrator"),
  analyst: t("analyst"),
  auditor: t("auditor"),
  biller: t("biller"),
  clinician: t("clinician"),
  "front-desk": t("front desk"),
  manager: t("manager"),
  patient: t("patient"),
};

/** `front desk`, or nothing for who has no roles. */
export function roleOf({ roles = [] }: AuditActor): string {
  return roles.map((role) => roleNames[role] ?? role).join(", ");
}
