import { PasswordChange } from "@pms/contracts/auth/sign-in";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { noContent, shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { changePassword } from "./change-password.ts";
import { deviceCookieText, findDevice } from "./known-device.ts";

export function passwordRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/auth/password",
    operationId: "changePassword",
    summary: "Change my password; my other sessions end",
    tags: ["account"],
    access: "account:own",
    ...shortBody,
    refusals: [409],
    body: PasswordChange,
    response: noContent,
    handler: async (request, reply) => {
      const caller = callerOf(request);
      await changePassword(deps, caller, request.body);
      // Devices from before are forgotten; the browser that changed the password goes on being one.
      if (findDevice(request.headers))
        reply.header("set-cookie", deviceCookieText(deps.keySecret, caller.actor.id, deps.now()));
      return reply.code(204).send(null);
    },
  });
}
