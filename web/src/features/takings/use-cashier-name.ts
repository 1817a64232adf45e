import { useMe } from "../../session/session.ts";
import { useUserNames } from "../../session/user-names.ts";

/** A cashier's name: one's own, and the others' for whoever may list users. */
export function useCashierName(): (id: string) => string | undefined {
  const { user } = useMe();
  const names = useUserNames();
  return (id) => (id === user.id ? `${user.firstName} ${user.lastName} (you)` : names?.get(id));
}
