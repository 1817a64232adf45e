/** What routes of this service say of themselves in the same words. */
import type { Permission } from "@pms/contracts/permissions";

/** Access to what holds patient data. */
export function needs(permission: Permission) {
  return { access: { permission }, patientData: true };
}
export const reads = needs("billing:read");

export function documented(operationId: string, summary: string) {
  return { operationId, summary, tags: ["billing"] };
}
