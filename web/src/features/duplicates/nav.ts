import { PeopleIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const duplicates: NavEntry = {
  to: "/patients/duplicates",
  label: t("Possible duplicates"),
  group: "Patients",
  icon: PeopleIcon,
  needs: "patient:write",
  only: "staff",
};
