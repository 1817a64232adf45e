import type { Actor } from "@pms/kit/access";
import type { AuditContext } from "@pms/kit/audit";

/** Who asks, and what the audit keeps of where they ask from. */
export type Caller = { actor: Actor; audit: AuditContext };
