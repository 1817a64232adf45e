import type { Actor } from "../trust/access.ts";

/** Who may nothing and sees every facility, but for what is given: for code below the doors. */
export function actorWith(given: Partial<Actor> = {}): Actor {
  return {
    id: "0197f7d5-1f5e-7c3e-8a43-3a5c1e7bd3ff",
    sessionId: "0197f7d5-1f5e-7c3e-8a43-3a5c1e7bd3fe",
    roles: [],
    permissions: new Set(),
    facilities: "all",
    defaultFacilityId: undefined,
    patientId: undefined,
    ownRecordOnly: false,
    token: "",
    expiresAt: Number.MAX_SAFE_INTEGER,
    ...given,
  };
}
