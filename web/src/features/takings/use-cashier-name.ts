import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";
import { useUserNames } from "../../session/user-names.ts";

/** A cashier's name: one's own, and the others' for whoever may list users. */
export function useCashierName(): (id: string) => string | undefined {
  const { user } = useMe();
  const names = useUserNames();
  return (id) => (id === user.id ? t("{name} (you)", { name: `${user.firstName} ${user.lastName}` }) : names?.get(id));
}
