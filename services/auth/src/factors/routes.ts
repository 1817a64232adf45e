import { InvitationAccept, Me, PasswordChange, Preferences, SignUp, User } from "@pms/contracts/auth";
import { permissionsOf } from "@pms/contracts/permissions";
import { auditContextOf } from "@pms/kit/audit/audit";
import { actorOf } from "@pms/kit/http/access";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { ProblemError } from "@pms/kit/http/problem";
import type { App } from "@pms/kit/http/server";
import type { Deps } from "../deps.ts";
import { facilityOf, listFacilitiesOfUser } from "../facilities/store/facilities.ts";
import { makeDevice } from "../sign-in/known-device.ts";
import { anonymousContext } from "../sign-in/origin.ts";
import { deviceCookieOf, setDeviceCookie } from "../sign-in/session-cookie.ts";
import { signUp } from "../sign-in/sign-up.ts";
import type { UserRow } from "../store/tables.ts";
import { acceptInvitation } from "../users/accept-invitation.ts";
import { needs, noContent, publicRoute, shortBody } from "../users/operation.ts";
import { emailKeyOf, findUser, updatePreferences, userOf } from "../users/store/users.ts";
import { changePassword } from "./change-password.ts";

export function accountRoutes(app: App, deps: Deps): void {
  const tags = ["account"];
  const own = { config: needs("account:own") };

  app.post(
    "/api/auth/signup",
    {
      ...shortBody,
      config: { ...publicRoute, idempotencyKey: "optional" },
      schema: {
        tags,
        operationId: "signUp",
        summary: "Create an account with the lowest role",
        body: SignUp,
        response: { 201: User },
      },
    },
    async (request, reply) => {
      const { password: _secret, ...compared } = request.body;
      const caller = emailKeyOf(request.body.email);
      const key = readIdempotencyKey(request, { caller, body: compared });
      return sendAnswer(reply, await signUp(deps, request.body, key, anonymousContext(request)));
    },
  );

  app.post(
    "/api/auth/invitations/accept",
    {
      ...shortBody,
      config: publicRoute,
      schema: {
        tags,
        operationId: "acceptInvitation",
        summary: "Set the first password with an invitation's token",
        body: InvitationAccept,
        response: { 200: User },
      },
    },
    async (request) => acceptInvitation(deps, request.body, anonymousContext(request)),
  );

  app.get(
    "/api/auth/me",
    {
      ...own,
      schema: {
        tags,
        operationId: "getMe",
        summary: "Who I am and what I may do",
        response: { 200: Me },
      },
    },
    async (request) => {
      const user = await getUser(deps, actorOf(request).id);
      const facilities = (await listFacilitiesOfUser(deps.db, user)).map(facilityOf);
      const defaultFacilityId = facilities[0]?.id;
      return {
        user: userOf(user),
        permissions: [...permissionsOf(user.roles)].sort(),
        facilities,
        ...(defaultFacilityId && { defaultFacilityId }),
      };
    },
  );

  app.get(
    "/api/auth/me/preferences",
    {
      ...own,
      schema: {
        tags,
        operationId: "getPreferences",
        summary: "How I like the screen",
        response: { 200: Preferences },
      },
    },
    async (request) => (await getUser(deps, actorOf(request).id)).preferences,
  );

  app.put(
    "/api/auth/me/preferences",
    {
      ...shortBody,
      ...own,
      schema: {
        tags,
        operationId: "putPreferences",
        summary: "Keep how I like the screen",
        body: Preferences,
        response: { 200: Preferences },
      },
    },
    async (request) => {
      await updatePreferences(deps.db, actorOf(request).id, request.body);
      return request.body;
    },
  );

  app.post(
    "/api/auth/password",
    {
      ...shortBody,
      config: { ...own.config, refusals: [409] },
      schema: {
        tags,
        operationId: "changePassword",
        summary: "Change my password; my other sessions end",
        body: PasswordChange,
        response: noContent,
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      await changePassword(deps, request.body, auditContextOf(request, actor));
      // Devices from before are forgotten; the browser that changed the password goes on being one.
      if (deviceCookieOf(request)) setDeviceCookie(reply, makeDevice(deps.keySecret, actor.id));
      return reply.code(204).send(null);
    },
  );
}

async function getUser({ db }: Deps, id: string): Promise<UserRow> {
  const user = await findUser(db, id);
  if (!user) throw new ProblemError("unauthenticated");
  return user;
}
