/** Every page: its address, who may open it, and the chunk it comes in. */
import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { readInsightsSearch } from "../features/dashboard/insights-search.ts";
import { readPatientsSearch } from "../features/patients/patients-search.ts";
import { currentSession } from "../session/session.ts";
import { SignInPage } from "../session/sign-in-page.tsx";
import { billing, prices, takings, trialBalance } from "./billing-routes.ts";
import { isFor, needs } from "./guards.ts";
import { inside, root } from "./inside.ts";
import { landingOf } from "./landing.ts";
import { NotFound } from "./not-found.tsx";
import { inChunk } from "./page-chunk.ts";
import { PageFailed } from "./page-failed.tsx";
import { PagePending } from "./page-pending.tsx";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } =>
    typeof next === "string" && /^\/[a-z]/.test(next) ? { next } : {},
  component: SignInPage,
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: inChunk(() => import("../session/welcome-page.tsx"), "WelcomePage"),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    const session = currentSession();
    throw redirect({ to: "me" in session ? landingOf(session.me) : "/sign-in", replace: true });
  },
});
const patients = createRoute({
  getParentRoute: () => inside,
  path: "/patients",
  validateSearch: readPatientsSearch,
  beforeLoad: isFor("staff"),
  component: inChunk(() => import("../features/patients/patients-page.tsx"), "PatientsPage"),
});
const register = createRoute({
  getParentRoute: () => inside,
  path: "/patients/new",
  beforeLoad: needs("patient:write"),
  component: inChunk(() => import("../features/patients/register-page.tsx"), "RegisterPage"),
});
const record = createRoute({
  getParentRoute: () => inside,
  path: "/patients/$id",
  beforeLoad: needs("patient:read"),
  component: inChunk(() => import("./record-frame.tsx"), "RecordFrame"),
});
const recordIndex = createRoute({
  getParentRoute: () => record,
  path: "/",
  component: inChunk(() => import("../features/record/record-page.tsx"), "RecordPage"),
});
const ledger = createRoute({
  getParentRoute: () => record,
  path: "/ledger",
  beforeLoad: needs("billing:read"),
  component: inChunk(() => import("../features/ledger/ledger-page.tsx"), "LedgerPage"),
});
const history = createRoute({
  getParentRoute: () => record,
  path: "/history",
  component: inChunk(() => import("../features/record/history-page.tsx"), "HistoryPage"),
});
const attachments = createRoute({
  getParentRoute: () => record,
  path: "/attachments",
  component: inChunk(() => import("../features/attachments/attachments-page.tsx"), "AttachmentsPage"),
});
const access = createRoute({
  getParentRoute: () => record,
  path: "/access",
  component: inChunk(() => import("../features/audit/record-access-page.tsx"), "RecordAccessPage"),
});
const ownAccess = createRoute({
  getParentRoute: () => inside,
  path: "/me/access",
  beforeLoad: isFor("patients"),
  component: inChunk(() => import("../features/audit/own-access-page.tsx"), "OwnAccessPage"),
});
const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  beforeLoad: isFor("patients"),
  component: inChunk(() => import("../features/me/me-page.tsx"), "MePage"),
});
const today = createRoute({
  getParentRoute: () => inside,
  path: "/today",
  beforeLoad: isFor("staff"),
  component: inChunk(() => import("./today-with-drawer.tsx"), "TodayWithDrawer"),
});
/** Any other address, within the frame for whoever is signed in. */
const elsewhere = createRoute({ getParentRoute: () => inside, path: "$", component: NotFound });
const duplicates = createRoute({
  getParentRoute: () => inside,
  path: "/patients/duplicates",
  beforeLoad: needs("patient:write"),
  component: inChunk(() => import("../features/duplicates/duplicates-page.tsx"), "DuplicatesPage"),
});
const insights = createRoute({
  getParentRoute: () => inside,
  path: "/insights",
  validateSearch: readInsightsSearch,
  beforeLoad: needs("analytics:read"),
  component: inChunk(() => import("../features/dashboard/insights-page.tsx"), "InsightsPage"),
});
const users = createRoute({
  getParentRoute: () => inside,
  path: "/admin/users",
  beforeLoad: needs("user:manage"),
  component: inChunk(() => import("../features/users/users-page.tsx"), "UsersPage"),
});
const facilities = createRoute({
  getParentRoute: () => inside,
  path: "/admin/facilities",
  beforeLoad: needs("facility:manage"),
  component: inChunk(() => import("../features/facilities/facilities-page.tsx"), "FacilitiesPage"),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  beforeLoad: needs("audit:read"),
  component: inChunk(() => import("../features/audit/audit-page.tsx"), "AuditPage"),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: inChunk(() => import("../features/account/account-page.tsx"), "AccountPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    welcome,
    inside.addChildren([
      home,
      patients,
      register,
      duplicates,
      record.addChildren([recordIndex, ledger, attachments, history, access]),
      me,
      ownAccess,
      takings,
      prices,
      today,
      billing,
      trialBalance,
      insights,
      users,
      facilities,
      audit,
      account,
      elsewhere,
    ]),
  ]),
  defaultPreload: "intent",
  defaultErrorComponent: PageFailed,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
