/** The pages that the signed-in person may open. */
import { NavLink, Stack } from "@mantine/core";
import { type Permission, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AddPersonIcon, ChartIcon, ClockIcon, KeyIcon, PersonIcon } from "../components/icons.tsx";
import { takingsEntry } from "../features/takings/entry.tsx";
import { useMay, useMe } from "../session/session.ts";

type Item = { to: string; label: string; icon: ReactNode; needs?: Permission; staffOnly?: true };

const items: readonly Item[] = [
  { to: "/patients", label: "Patients", icon: <PersonIcon />, needs: "patient:read", staffOnly: true },
  { to: "/patients/new", label: "Register patient", icon: <AddPersonIcon />, needs: "patient:write" },
  takingsEntry,
  { to: "/insights", label: "Insights", icon: <ChartIcon />, needs: "analytics:read" },
  { to: "/admin/users", label: "Users", icon: <KeyIcon />, needs: "user:manage" },
  { to: "/audit", label: "Audit", icon: <ClockIcon />, needs: "audit:read" },
  { to: "/account", label: "Your account", icon: <PersonIcon /> },
];
const ownRecord: Item = { to: "/me", label: "My record", icon: <PersonIcon /> };

function isCurrent(to: string, pathname: string): boolean {
  if (to === "/patients") return pathname.startsWith("/patients") && pathname !== "/patients/new";
  if (to === "/me") return pathname === "/me" || pathname.startsWith("/patients/");
  return pathname === to;
}

export function Nav({ onGo }: { onGo: () => void }) {
  const may = useMay();
  const patientOnly = seesOwnRecordOnly(useMe().user.roles);
  const { pathname } = useLocation();
  const allowed = items.filter(({ needs, staffOnly }) => (!needs || may(needs)) && !(staffOnly && patientOnly));
  const shown = patientOnly ? [ownRecord, ...allowed] : allowed;
  return (
    <Stack gap={4} p="sm">
      {shown.map(({ to, label, icon }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          activeOptions={{ exact: true }}
          label={label}
          leftSection={icon}
          active={isCurrent(to, pathname)}
          aria-current={isCurrent(to, pathname) ? "page" : undefined}
          onClick={onGo}
        />
      ))}
    </Stack>
  );
}
