/** What routes of this service say of themselves in the same words. */
import type { Permission } from "@pms/contracts/auth/permissions";

export function needs(permission: Permission) {
  return { access: { permission }, patientData: true };
}

export function documented(operationId: string, summary: string, description?: string) {
  return { operationId, summary, tags: ["analytics"], ...(description && { description }) };
}
