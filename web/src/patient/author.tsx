import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { ShortId } from "../components/short-id.tsx";
import { t } from "../i18n/i18n.ts";
import { useMe } from "../session/session.ts";
import { useUserNames } from "../session/user-names.ts";

/** Who it was, as far as the reader may know. */
export function Author({ id }: { id: string }) {
  const { user } = useMe();
  const names = useUserNames();
  if (id === user.id) return t("you");
  return seesOwnRecordOnly(user.roles) ? t("the clinic") : (names?.get(id) ?? <ShortId value={id} />);
}
