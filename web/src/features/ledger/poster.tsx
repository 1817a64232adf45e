import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { ShortId } from "../../components/short-id.tsx";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";
import { useUserNames } from "../../session/user-names.ts";

/** Who posted it, by name as far as the reader may know. */
export function Poster({ id }: { id: string }) {
  const { user } = useMe();
  const names = useUserNames();
  if (id === user.id) return `${user.firstName} ${user.lastName}`;
  if (seesOwnRecordOnly(user.roles)) return t("The clinic");
  return names?.get(id) ?? <ShortId value={id} />;
}
