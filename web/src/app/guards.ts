/** Who may open a page; anyone else is led to where they begin. */
import { type Permission, seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { redirect } from "@tanstack/react-router";
import { currentSession } from "../session/session.ts";
import { landingOf } from "./landing.ts";

export function needs(permission: Permission) {
  return () => {
    const session = currentSession();
    if (!("me" in session) || session.me.permissions.includes(permission)) return;
    throw redirect({ to: landingOf(session.me), replace: true });
  };
}

/** Lists are for staff, the page of one's own record is for patients. */
export function isFor(whom: "staff" | "patients") {
  return () => {
    needs("patient:read")();
    const session = currentSession();
    if (!("me" in session) || seesOwnRecordOnly(session.me.user.roles) === (whom === "patients")) return;
    throw redirect({ to: landingOf(session.me), replace: true });
  };
}
