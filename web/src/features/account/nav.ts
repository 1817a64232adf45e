import { OwnAccountIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const ownAccount: NavEntry = {
  to: "/account",
  label: t("Your account"),
  group: "You",
  icon: OwnAccountIcon,
  goKey: "a",
};
