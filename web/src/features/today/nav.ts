import { TodayIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const today: NavEntry = {
  to: "/today",
  label: "Today",
  group: "Today",
  icon: TodayIcon,
  needs: "patient:read",
  only: "staff",
  goKey: "t",
};
