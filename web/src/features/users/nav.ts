import { UsersIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const users: NavEntry = {
  to: "/admin/users",
  label: t("Users"),
  group: "Admin",
  icon: UsersIcon,
  needs: "user:manage",
};
