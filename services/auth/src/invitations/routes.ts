import { Invitation, InvitationCreated } from "@pms/contracts/auth/invitations";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { inviteUser } from "./invite-user.ts";

export function invitationRoutes(app: App, deps: Deps): void {
  for (const url of ["/api/users/invitations", "/api/users"])
    addRoute(app, {
      method: "POST",
      url,
      operationId: url === "/api/users" ? "createUser" : "inviteUser",
      summary: "Invite a user: the answer holds a one-time token to hand over",
      tags: ["users"],
      access: "user:manage",
      idempotencyKey: "optional",
      body: Invitation,
      response: { 201: InvitationCreated },
      handler: async (request, reply) => {
        const key = readIdempotencyKey(request);
        return sendAnswer(reply, await inviteUser(deps, callerOf(request), { invitation: request.body, key }));
      },
    });
}
