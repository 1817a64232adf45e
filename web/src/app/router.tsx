/** Every page: its address, who may open it, and the chunk it comes in. */
import { type Permission, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { readInsightsSearch } from "../features/dashboard/insights-search.ts";
import { currentSession, startSession } from "../session/session.ts";
import { SignInPage } from "../session/sign-in-page.tsx";
import { landingOf } from "./landing.ts";
import { NotFound } from "./not-found.tsx";
import { pageChunk } from "./page-chunk.ts";
import { PageFailed } from "./page-failed.tsx";
import { PagePending } from "./page-pending.tsx";
import { Shell } from "./shell.tsx";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

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
  component: lazyRouteComponent(
    pageChunk(() => import("../session/welcome-page.tsx")),
    "WelcomePage",
  ),
});

/**
 * Behind the guard: nobody gets a page without a session, nor one that their role does not include.
 */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ location }) => {
    await startSession();
    if (currentSession().kind !== "signed-out") return;
    const next = location.pathname === "/" ? {} : { next: location.pathname };
    throw redirect({ to: "/sign-in", search: next, replace: true });
  },
});

function needs(permission: Permission) {
  return () => {
    const session = currentSession();
    if (!("me" in session) || session.me.permissions.includes(permission)) return;
    throw redirect({ to: landingOf(session.me), replace: true });
  };
}

/** Lists are for staff, the page of one's own record is for patients. */
function isFor(whom: "staff" | "patients") {
  return () => {
    needs("patient:read")();
    const session = currentSession();
    if (!("me" in session) || seesOwnRecordOnly(session.me.user.roles) === (whom === "patients")) return;
    throw redirect({ to: landingOf(session.me), replace: true });
  };
}

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
  beforeLoad: isFor("staff"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/patients/patients-page.tsx")),
    "PatientsPage",
  ),
});
const register = createRoute({
  getParentRoute: () => inside,
  path: "/patients/new",
  beforeLoad: needs("patient:write"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/patients/register-page.tsx")),
    "RegisterPage",
  ),
});
const record = createRoute({
  getParentRoute: () => inside,
  path: "/patients/$id",
  beforeLoad: ({ params }) => {
    if (!uuid.test(params.id)) throw notFound();
    needs("patient:read")();
  },
  component: lazyRouteComponent(
    pageChunk(() => import("../features/record/record-layout.tsx")),
    "RecordLayout",
  ),
});
const recordIndex = createRoute({
  getParentRoute: () => record,
  path: "/",
  component: lazyRouteComponent(
    pageChunk(() => import("../features/record/record-page.tsx")),
    "RecordPage",
  ),
});
const ledger = createRoute({
  getParentRoute: () => record,
  path: "/ledger",
  beforeLoad: needs("billing:read"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/ledger/ledger-page.tsx")),
    "LedgerPage",
  ),
});
const history = createRoute({
  getParentRoute: () => record,
  path: "/history",
  component: lazyRouteComponent(
    pageChunk(() => import("../features/record/history-page.tsx")),
    "HistoryPage",
  ),
});
const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  beforeLoad: isFor("patients"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/patients/own-record-page.tsx")),
    "OwnRecordPage",
  ),
});
const insights = createRoute({
  getParentRoute: () => inside,
  path: "/insights",
  validateSearch: readInsightsSearch,
  beforeLoad: needs("analytics:read"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/dashboard/insights-page.tsx")),
    "InsightsPage",
  ),
});
const users = createRoute({
  getParentRoute: () => inside,
  path: "/admin/users",
  beforeLoad: needs("user:manage"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/users/users-page.tsx")),
    "UsersPage",
  ),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  beforeLoad: needs("audit:read"),
  component: lazyRouteComponent(
    pageChunk(() => import("../features/audit/audit-page.tsx")),
    "AuditPage",
  ),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(
    pageChunk(() => import("../features/account/account-page.tsx")),
    "AccountPage",
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    welcome,
    inside.addChildren([
      home,
      patients,
      register,
      record.addChildren([recordIndex, ledger, history]),
      me,
      insights,
      users,
      audit,
      account,
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
