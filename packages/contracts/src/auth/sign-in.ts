/** How a person signs up and in, and what they get. */
import { type Static, Type } from "typebox";
import { closed } from "../http/common.ts";
import { trimmed } from "../text/written.ts";
import { Email, Password, User, UserName } from "./users.ts";

export const SignUp = Type.Object(
  { email: Email, password: Password, firstName: UserName, lastName: UserName },
  closed,
);
export type SignUp = Static<typeof SignUp>;

/**
 * `session: "cookie"` is for browsers: the refresh token comes as a `__Host-` cookie instead of in
 * the body (TOK-6).
 */
export const LogIn = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 254, ...trimmed }),
    password: Password,
    session: Type.Optional(Type.Literal("cookie")),
  },
  closed,
);
export type LogIn = Static<typeof LogIn>;

export const TokenPair = Type.Object({
  accessToken: Type.String(),
  tokenType: Type.Literal("Bearer"),
  /** Seconds. */
  expiresIn: Type.Integer(),
  /** Absent when the session is kept in a cookie. */
  refreshToken: Type.Optional(Type.String()),
  user: User,
});
export type TokenPair = Static<typeof TokenPair>;

/** No body at all when the refresh token is in the cookie. */
export const Refresh = Type.Object({ refreshToken: Type.Optional(Type.String({ maxLength: 512 })) }, closed);
export type Refresh = Static<typeof Refresh>;

export const PasswordChange = Type.Object({ currentPassword: Password, newPassword: Password }, closed);
export type PasswordChange = Static<typeof PasswordChange>;
