import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";
import { TillIcon } from "./till-icon.tsx";

export const takings: NavEntry = {
  to: "/billing/takings",
  label: t("Takings"),
  group: "Billing",
  icon: TillIcon,
  needs: "billing:takings",
  goKey: "k",
};
