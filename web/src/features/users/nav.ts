import { UsersIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const users: NavEntry = {
  to: "/admin/users",
  label: "Users",
  group: "Admin",
  icon: UsersIcon,
  needs: "user:manage",
};
