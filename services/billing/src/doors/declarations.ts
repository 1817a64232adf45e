/** What routes of this service say of themselves in the same words. */
import type { Permission } from "@pms/contracts/auth/permissions";

const movesMoney: readonly Permission[] = ["billing:post", "billing:adjust", "billing:refund"];

/**
 * Access to what holds patient data; what moves money is posted under an Idempotency-Key (REL-4).
 */
export function needs(permission: Permission) {
  const access = { access: { permission }, patientData: true };
  return movesMoney.includes(permission) ? { ...access, idempotencyKey: "required" as const } : access;
}
export const reads = needs("billing:read");

export function documented(operationId: string, summary: string) {
  return { operationId, summary, tags: ["billing"] };
}
