/**
 * Permissions, and the roles that bundle them. A role is code: a user is given roles, never single
 * permissions.
 */

export const permissions = [
  "patient:read",
  "patient:write",
  "patient:register-self",
  "patient:import",
  "patient:merge",
  "patient:export",
  "note:read",
  "note:write",
  "note:read-sensitive",
  "billing:read",
  "billing:takings",
  "billing:open-account",
  "billing:post",
  "billing:adjust",
  "billing:refund",
  "billing:approve",
  "billing:import",
  "billing:reconcile",
  "billing:export",
  "price:read",
  "price:manage",
  "analytics:read",
  "analytics:money",
  "analytics:rebuild",
  "snapshot:read",
  "user:manage",
  "facility:read",
  "facility:manage",
  "staff:read",
  "audit:read",
  "account:own",
] as const;
export type Permission = (typeof permissions)[number];

/** What a signed-in person may always do: look after their own log-in. */
const everyone = ["account:own", "facility:read"] as const satisfies readonly Permission[];

export const rolePermissions = {
  admin: permissions.filter((permission) => permission !== "patient:register-self" && permission !== "snapshot:read"),
  "front-desk": [
    ...everyone,
    "staff:read",
    "patient:read",
    "patient:write",
    "note:read",
    "note:write",
    "billing:read",
    "billing:takings",
    "billing:open-account",
    "billing:post",
    "price:read",
  ],
  clinician: [
    ...everyone,
    "staff:read",
    "patient:read",
    "note:read",
    "note:write",
    "note:read-sensitive",
    "billing:read",
    "price:read",
  ],
  biller: [
    ...everyone,
    "staff:read",
    "patient:read",
    "note:read",
    "billing:read",
    "billing:takings",
    "billing:post",
    "billing:adjust",
    "billing:refund",
    "billing:export",
    "price:read",
    "price:manage",
    "analytics:read",
  ],
  analyst: [...everyone, "analytics:read"],
  /** Runs the clinic: its money to the cent, and no patient (ADR 38). */
  manager: [...everyone, "analytics:read", "analytics:money", "price:read"],
  auditor: [...everyone, "staff:read", "audit:read"],
  patient: [...everyone, "patient:read", "patient:register-self", "billing:read", "billing:open-account"],
  /** Not for people: what a service may do when it acts for itself. */
  service: ["billing:open-account", "billing:read", "billing:reconcile", "patient:read"],
  /** Of the analytics service alone: the coded facts of everybody, to count them anew. */
  "service-analytics": ["snapshot:read"],
} as const satisfies Record<string, readonly Permission[]>;

/** The roles that a person can be given, lowest first. */
export const personRoles = [
  "patient",
  "front-desk",
  "clinician",
  "biller",
  "analyst",
  "manager",
  "auditor",
  "admin",
] as const;
export type PersonRole = (typeof personRoles)[number];

/**
 * Every permission of these roles. Names that are no role count for nothing, and so does `patient`
 * beside another role: what it may do is meant for one's own record (AZ-3).
 */
export function permissionsOf(roles: readonly string[]): Set<Permission> {
  const bundles: Record<string, readonly Permission[]> = rolePermissions;
  const counted = seesOwnRecordOnly(roles) ? roles : roles.filter((role) => role !== "patient");
  return new Set(counted.flatMap((role) => (Object.hasOwn(bundles, role) ? (bundles[role] ?? []) : [])));
}

/**
 * Whether one account may have all of these: `patient` goes with no other role, for who works here
 * uses that account for work only.
 */
export function rolesGoTogether(roles: readonly string[]): boolean {
  return !roles.includes("patient") || seesOwnRecordOnly(roles);
}

/**
 * What a service is when it acts for itself: a role of its own where there is one, for none needs
 * what another does.
 */
export function roleOfService(name: string): keyof typeof rolePermissions {
  return name === "analytics" ? "service-analytics" : "service";
}

/**
 * A person with no other role than `patient` sees their own record alone, whatever the facility.
 */
export function seesOwnRecordOnly(roles: readonly string[]): boolean {
  return roles.every((role) => role === "patient");
}
