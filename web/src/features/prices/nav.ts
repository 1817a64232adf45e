import { t } from "../../i18n/i18n.ts";
import type { NavEntry } from "../../lib/nav-entry.ts";
import { PriceIcon } from "./price-icon.tsx";

export const prices: NavEntry = {
  to: "/billing/prices",
  label: t("Prices"),
  group: "Billing",
  icon: PriceIcon,
  needs: "price:read",
};
