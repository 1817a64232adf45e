import { AddPersonIcon, PersonIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

const newPath = "/patients/new";

export const patients: NavEntry = {
  to: "/patients",
  label: t("Patients"),
  group: "Patients",
  icon: PersonIcon,
  needs: "patient:read",
  only: "staff",
  owns: (pathname) => /^\/patients(\/|$)/.test(pathname) && ![newPath, "/patients/duplicates"].includes(pathname),
  goKey: "p",
};
export const registration: NavEntry = {
  to: newPath,
  label: t("Register patient"),
  group: "Patients",
  icon: AddPersonIcon,
  needs: "patient:write",
  only: "staff",
};
export const ownRecord: NavEntry = {
  to: "/me",
  label: t("My record"),
  group: "Patients",
  icon: PersonIcon,
  needs: "patient:read",
  only: "patients",
  owns: (pathname) => pathname === "/me" || pathname.startsWith("/patients/"),
};
