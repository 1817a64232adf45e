import { SignUp } from "@pms/contracts/auth/sign-in";
import { User } from "@pms/contracts/auth/users";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { emailKeyOf } from "../users/email.ts";
import { signUp } from "./sign-up.ts";

export function signUpRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/auth/signup",
    operationId: "signUp",
    summary: "Create an account with the lowest role",
    tags: ["account"],
    access: "public",
    ...shortBody,
    idempotencyKey: "optional",
    body: SignUp,
    response: { 201: User },
    handler: async (request, reply) => {
      const { password: _secret, ...compared } = request.body;
      const key = readIdempotencyKey(request, { caller: emailKeyOf(request.body.email), body: compared });
      return sendAnswer(reply, await signUp(deps, anonymousCallerOf(request), { person: request.body, key }));
    },
  });
}
