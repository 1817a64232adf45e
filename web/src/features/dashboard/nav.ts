import { ChartIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const insights: NavEntry = {
  to: "/insights",
  label: t("Insights"),
  group: "Insights",
  icon: ChartIcon,
  needs: "analytics:read",
  goKey: "i",
};
