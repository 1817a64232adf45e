import { InvitationAccept } from "@pms/contracts/auth/invitations";
import { User } from "@pms/contracts/auth/users";
import type { App } from "@pms/kit/http/server";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { publicRoute, shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { acceptInvitation } from "./accept-invitation.ts";

export function acceptRoutes(app: App, deps: Deps): void {
  app.post(
    "/api/auth/invitations/accept",
    {
      ...shortBody,
      config: publicRoute,
      schema: {
        tags: ["account"],
        operationId: "acceptInvitation",
        summary: "Set the first password with an invitation's token",
        body: InvitationAccept,
        response: { 200: User },
      },
    },
    async (request) => acceptInvitation(deps, anonymousCallerOf(request), request.body),
  );
}
