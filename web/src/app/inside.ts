/** Where every page of whoever is signed in stands: behind the guard, in the frame. */
import { createRootRoute, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { currentSession, startSession } from "../session/session.ts";
import { Shell } from "./shell.tsx";

export const root = createRootRoute({ component: Outlet });

/**
 * Behind the guard: nobody gets a page without a session, nor one that their role does not include.
 */
export const inside = createRoute({
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
