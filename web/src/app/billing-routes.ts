/** The pages of the group Billing. */
import { createRoute } from "@tanstack/react-router";
import { readTrialBalanceSearch } from "../features/billing/trial-balance-search.ts";
import { readTakingsSearch } from "../features/takings/search.ts";
import { needs } from "./guards.ts";
import { inside } from "./inside.ts";
import { inChunk } from "./page-chunk.ts";

export const takings = createRoute({
  getParentRoute: () => inside,
  path: "/billing/takings",
  validateSearch: readTakingsSearch,
  beforeLoad: needs("billing:takings"),
  component: inChunk(() => import("../features/takings/takings-page.tsx"), "TakingsPage"),
});
export const prices = createRoute({
  getParentRoute: () => inside,
  path: "/billing/prices",
  beforeLoad: needs("price:read"),
  component: inChunk(() => import("../features/prices/prices-page.tsx"), "PricesPage"),
});
export const billing = createRoute({
  getParentRoute: () => inside,
  path: "/billing",
  beforeLoad: needs("billing:adjust"),
  component: inChunk(() => import("../features/billing/billing-page.tsx"), "BillingPage"),
});
export const trialBalance = createRoute({
  getParentRoute: () => inside,
  path: "/billing/trial-balance",
  validateSearch: readTrialBalanceSearch,
  beforeLoad: needs("billing:adjust"),
  component: inChunk(() => import("../features/billing/trial-balance-page.tsx"), "TrialBalancePage"),
});
