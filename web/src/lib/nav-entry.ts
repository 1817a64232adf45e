/** One page of the navigation. Each feature exports its own; `app/nav-entries.ts` lists them. */
import type { Permission } from "@pms/contracts/auth/permissions";
import type { ComponentType } from "react";
import { t } from "../i18n/i18n.ts";

/** In the order in which they are shown. */
export const navGroups = {
  Today: t("Today"),
  Patients: t("Patients"),
  Billing: t("Billing"),
  Insights: t("Insights"),
  Admin: t("Admin"),
  You: t("You"),
} as const;

export type NavEntry = {
  to: string;
  label: string;
  group: keyof typeof navGroups;
  /** Never that of another page: in the rail it stands alone. */
  icon: ComponentType<{ size?: number }>;
  needs?: Permission;
  /** Without: for whoever has the permission. */
  only?: "staff" | "patients";
  /** Whether a page belongs to it; without, the page at its own address. */
  owns?: (pathname: string) => boolean;
  /** `g` and then this key leads there. */
  goKey?: string;
};

export function isCurrent({ to, owns }: NavEntry, pathname: string): boolean {
  return owns ? owns(pathname) : pathname === to;
}
