import { auditContextOf } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import type { Actor } from "@pms/kit/trust/access";
import type { FastifyRequest } from "fastify";

/** Who has not signed in may do and see nothing. */
const anonymous: Actor = {
  id: "anonymous",
  sessionId: "",
  roles: [],
  permissions: new Set(),
  facilities: [],
  defaultFacilityId: undefined,
  patientId: undefined,
  ownRecordOnly: true,
  token: "",
  expiresAt: 0,
};

/** Of a request on a public route. */
export function anonymousCallerOf(request: FastifyRequest): Caller {
  return { actor: anonymous, audit: auditContextOf(request, anonymous) };
}
