import { OwnAccountIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const ownAccount: NavEntry = {
  to: "/account",
  label: "Your account",
  group: "You",
  icon: OwnAccountIcon,
  goKey: "a",
};
