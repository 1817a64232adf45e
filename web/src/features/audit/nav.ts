import { EyeIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const audit: NavEntry = { to: "/audit", label: t("Audit"), group: "Admin", icon: EyeIcon, needs: "audit:read" };
