/**
 * Who calls, and what they may do. Deny by default: a route that declares no permission stops the
 * boot (AZ-1).
 */

import type { Permission } from "@pms/contracts/auth/permissions";
import type { FacilityScope } from "@pms/contracts/auth/users";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ProblemError } from "../problem/problem.ts";

/** The verified caller. Comes from the token alone, never from a header or body (AZ-4). */
export type Actor = {
  /** A user id, or `service:<name>`. */
  id: string;
  sessionId: string;
  roles: readonly string[];
  permissions: ReadonlySet<Permission>;
  /** Facilities whose records the caller may see. */
  facilities: FacilityScope;
  /** Where the caller's new records go when they name no facility. */
  defaultFacilityId: string | undefined;
  /** Set for role `patient`: the one record that is theirs, where an administrator linked it. */
  patientId: string | undefined;
  /** Only their own record, whatever the facility. */
  ownRecordOnly: boolean;
  /** The bearer token as it came, for calling another service on the caller's behalf. */
  token: string;
  /** Seconds since 1970. */
  expiresAt: number;
};

/** What a route declares: a permission, one of several, or that anyone may call it. */
export type RouteAccess = { permission: Permission | readonly Permission[] } | { public: true };

declare module "fastify" {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** Refuse when revocations have been unknown for too long (TOK-3). */
    patientData?: boolean;
  }
  interface FastifyRequest {
    /** Set on every route that is not public. Read it through `actorOf`. */
    actor: Actor | null;
    traceparent: string;
  }
}

export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new ProblemError("unauthenticated");
  return request.actor;
}

export function requirePermission(actor: Actor, needed: Permission | readonly Permission[]): void {
  const anyOf = typeof needed === "string" ? [needed] : needed;
  if (!anyOf.some((permission) => actor.permissions.has(permission))) throw new ProblemError("forbidden");
}

/** Stops the boot when a route forgets to say who may call it. */
export function refuseUndeclaredRoutes(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (!route.config?.access) throw new Error(`${String(route.method)} ${route.url} declares no permission`);
  });
}
