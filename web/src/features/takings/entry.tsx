/** What the frame needs to know of this page: its address, who may open it, and how it is called. */
import type { Permission } from "@pms/contracts/auth/permissions";
import type { ReactNode } from "react";
import { TillIcon } from "./till-icon.tsx";

type Entry = { to: string; label: string; group: "Billing"; icon: ReactNode; needs: Permission };

export const takingsEntry = {
  to: "/billing/takings",
  label: "Takings",
  group: "Billing",
  icon: <TillIcon />,
  needs: "billing:takings",
} as const satisfies Entry;
