import type { NavEntry } from "../../lib/nav-entry.ts";
import { TillIcon } from "./till-icon.tsx";

export const takings: NavEntry = {
  to: "/billing/takings",
  label: "Takings",
  group: "Billing",
  icon: TillIcon,
  needs: "billing:takings",
  goKey: "k",
};
