import { BillingIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";

export const billing: NavEntry = {
  to: "/billing",
  label: t("Balances"),
  group: "Billing",
  icon: BillingIcon,
  needs: "billing:adjust",
  only: "staff",
  goKey: "b",
};
