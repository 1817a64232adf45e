import { BillingIcon } from "../../components/icons.tsx";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const billing: NavEntry = {
  to: "/billing",
  label: "Balances",
  group: "Billing",
  icon: BillingIcon,
  needs: "billing:adjust",
  only: "staff",
  goKey: "b",
};
