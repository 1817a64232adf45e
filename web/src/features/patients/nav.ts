import { AddPersonIcon, PersonIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

const newPath = "/patients/new";

export const patients: NavEntry = {
  to: "/patients",
  label: "Patients",
  group: "Patients",
  icon: PersonIcon,
  needs: "patient:read",
  only: "staff",
  owns: (pathname) => /^\/patients(\/|$)/.test(pathname) && pathname !== newPath,
  goKey: "p",
};
export const registration: NavEntry = {
  to: newPath,
  label: "Register patient",
  group: "Patients",
  icon: AddPersonIcon,
  needs: "patient:write",
  only: "staff",
};
export const ownRecord: NavEntry = {
  to: "/me",
  label: "My record",
  group: "Patients",
  icon: PersonIcon,
  needs: "patient:read",
  only: "patients",
  owns: (pathname) => pathname === "/me" || pathname.startsWith("/patients/"),
};
