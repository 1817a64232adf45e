import { InvitationAccept } from "@pms/contracts/auth/invitations";
import { User } from "@pms/contracts/auth/users";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { acceptInvitation } from "./accept-invitation.ts";

export function acceptRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/auth/invitations/accept",
    operationId: "acceptInvitation",
    summary: "Set the first password with an invitation's token",
    tags: ["account"],
    access: "public",
    ...shortBody,
    body: InvitationAccept,
    response: { 200: User },
    handler: async (request) => acceptInvitation(deps, anonymousCallerOf(request), request.body),
  });
}
