import { randomUUIDv7 } from "node:crypto";
import type { TokenPair } from "@pms/contracts/auth/sign-in";
import { listFacilitiesOfUser } from "../facilities/store/facilities.ts";
import type { Db, Tx, UserRow } from "../store/tables.ts";
import { accessTokenLifeSeconds, signAccessToken, type TokenIssuer } from "../tokens/access-token.ts";
import { makeToken, tokenHash } from "../tokens/opaque-token.ts";
import { userOf } from "../users/store/users.ts";
import { insertRefreshToken } from "./store/refresh-tokens.ts";
import { insertSession } from "./store/sessions.ts";

/** Where a request comes from, as a session remembers it. */
export type Origin = { userAgent: string; address: string };
export type OpenedSession = { sessionId: string; refreshToken: string };
/** A pair of tokens; `inCookie` says where the refresh token goes. */
export type IssuedPair = Omit<TokenPair, "refreshToken"> & { refreshToken: string; inCookie: boolean };

export async function openSession(
  tx: Tx,
  userId: string,
  { userAgent, address, inCookie }: Origin & { inCookie: boolean },
): Promise<OpenedSession> {
  const sessionId = randomUUIDv7();
  const refreshToken = makeToken("refresh");
  await insertSession(tx, {
    id: sessionId,
    user_id: userId,
    in_cookie: inCookie,
    user_agent: userAgent.slice(0, 300),
    address: address.slice(0, 64),
  });
  await insertRefreshToken(tx, sessionId, hashOf(refreshToken));
  return { sessionId, refreshToken };
}

/** The access token for the user as they are now, beside the session's refresh token. */
export async function issuePair(
  db: Db,
  tokens: TokenIssuer,
  session: OpenedSession & { user: UserRow; inCookie: boolean },
): Promise<IssuedPair> {
  const user = userOf(session.user);
  const [facility] = await listFacilitiesOfUser(db, session.user);
  const accessToken = await signAccessToken(tokens, {
    ...user,
    sessionId: session.sessionId,
    defaultFacilityId: facility?.id,
  });
  const { refreshToken, inCookie } = session;
  return { accessToken, tokenType: "Bearer", expiresIn: accessTokenLifeSeconds, refreshToken, inCookie, user };
}

/** The hash of a refresh token that we made. */
export function hashOf(refreshToken: string): Buffer {
  const hash = tokenHash("refresh", refreshToken);
  if (!hash) throw new Error("not a refresh token");
  return hash;
}
