import { EyeIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const audit: NavEntry = { to: "/audit", label: "Audit", group: "Admin", icon: EyeIcon, needs: "audit:read" };
