import { TodayIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const today: NavEntry = {
  to: "/today",
  label: t("Today"),
  group: "Today",
  icon: TodayIcon,
  needs: "patient:read",
  only: "staff",
  goKey: "t",
};
