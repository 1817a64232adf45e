import { LogIn, TokenPair } from "@pms/contracts/auth/sign-in";
import type { App } from "@pms/kit/http/server";
import { anonymousCallerOf } from "../acts/caller-of.ts";
import { publicRoute, shortBody } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";
import { deviceCookieText, findDevice } from "../factors/known-device.ts";
import { answerPair } from "../sessions/session-cookie.ts";
import { logIn } from "./log-in.ts";

export function logInRoutes(app: App, deps: Deps): void {
  app.post(
    "/api/auth/login",
    {
      ...shortBody,
      config: { ...publicRoute, refusals: [401, 429] },
      schema: {
        tags: ["auth"],
        operationId: "logIn",
        summary: "Sign in with e-mail and password",
        body: LogIn,
        response: { 200: TokenPair },
      },
    },
    async (request, reply) => {
      const { email, password, session } = request.body;
      const { headers } = request;
      const userAgent = headers["user-agent"] ?? "";
      const attempt = { email, password, inCookie: session === "cookie", device: findDevice(headers), userAgent };
      const pair = await logIn(deps, anonymousCallerOf(request), attempt);
      if (pair.inCookie) reply.header("set-cookie", deviceCookieText(deps.keySecret, pair.user.id));
      return answerPair(reply, pair, deps.limits.absoluteMs);
    },
  );
}
