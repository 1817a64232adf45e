import { LogIn, TokenPair } from "@pms/contracts/auth/sign-in";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { deviceCookieText, findDevice } from "../factors/known-device.ts";
import { answerPair } from "../sessions/session-cookie.ts";
import { logIn } from "./log-in.ts";

export function logInRoutes(app: App, deps: Deps): void {
  addRoute(app, {
    method: "POST",
    url: "/api/auth/login",
    operationId: "logIn",
    summary: "Sign in with e-mail and password",
    tags: ["auth"],
    access: "public",
    ...shortBody,
    refusals: [401, 429],
    body: LogIn,
    response: { 200: TokenPair },
    handler: async (request, reply) => {
      const { email, password, session } = request.body;
      const { headers } = request;
      const userAgent = headers["user-agent"] ?? "";
      const attempt = { email, password, inCookie: session === "cookie", device: findDevice(headers), userAgent };
      const pair = await logIn(deps, anonymousCallerOf(request), attempt);
      if (pair.inCookie) reply.header("set-cookie", deviceCookieText(deps.keySecret, pair.user.id, deps.now()));
      return answerPair(reply, pair, deps.limits.absoluteMs);
    },
  });
}
