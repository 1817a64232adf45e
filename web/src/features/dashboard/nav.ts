import { ChartIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const insights: NavEntry = {
  to: "/insights",
  label: "Insights",
  group: "Insights",
  icon: ChartIcon,
  needs: "analytics:read",
  goKey: "i",
};
