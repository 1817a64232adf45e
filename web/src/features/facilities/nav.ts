import { HouseIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const facilities: NavEntry = {
  to: "/admin/facilities",
  label: t("Facilities"),
  group: "Admin",
  icon: HouseIcon,
  needs: "facility:manage",
};
