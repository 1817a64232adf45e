/** Bodies of `/api/auth`, `/api/users`, `/api/facilities`, `/api/audit`. */
import { type Static, Type } from "typebox";
import { Id, Instant, listOf } from "./common.ts";
import { languagePattern } from "./patterns.ts";
import { personRoles } from "./permissions.ts";
import { trimmed, writtenEmail, writtenText } from "./written.ts";

const closed = { additionalProperties: false };
const Email = writtenEmail();
const Password = Type.String({ minLength: 1, maxLength: 256 });
const PersonName = writtenText(100);
export const PersonRole = Type.Enum(personRoles);
const GivenRoles = Type.Array(Type.Enum(personRoles, { type: "string" }), {
  minItems: 1,
  maxItems: personRoles.length,
  uniqueItems: true,
});

/** Ids of the facilities where the user works, or all of them. */
export const FacilityScope = Type.Union([Type.Literal("all"), Type.Array(Id, { uniqueItems: true, maxItems: 500 })]);
export type FacilityScope = Static<typeof FacilityScope>;

export const SignUp = Type.Object(
  { email: Email, password: Password, firstName: PersonName, lastName: PersonName },
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

export const User = Type.Object({
  id: Id,
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  roles: Type.Array(PersonRole),
  facilities: FacilityScope,
  patientId: Type.Optional(Id),
  status: Type.Enum(["active", "disabled", "invited"]),
  /**
   * False until an invitation is accepted: who is disabled before that comes by a new invitation
   * alone.
   */
  hasPassword: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
});
export type User = Static<typeof User>;
export const UserList = listOf(User);

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

export const Facility = Type.Object({
  id: Id,
  name: Type.String(),
  timeZone: Type.String(),
  active: Type.Boolean(),
  version: Type.Integer(),
});
export type Facility = Static<typeof Facility>;
export const FacilityList = listOf(Facility);
export const FacilityWrite = Type.Object(
  {
    name: writtenText(200),
    timeZone: Type.Optional(Type.String({ maxLength: 64, examples: ["America/New_York"] })),
  },
  closed,
);
export type FacilityWrite = Static<typeof FacilityWrite>;
export const FacilityPatch = Type.Object(
  { ...Type.Partial(FacilityWrite).properties, active: Type.Optional(Type.Boolean()) },
  { ...closed, minProperties: 1 },
);
export type FacilityPatch = Static<typeof FacilityPatch>;

export const Me = Type.Object({
  user: User,
  permissions: Type.Array(Type.String()),
  facilities: Type.Array(Facility),
  defaultFacilityId: Type.Optional(Id),
});
export type Me = Static<typeof Me>;

export const Preferences = Type.Object(
  {
    theme: Type.Optional(Type.Enum(["light", "dark", "auto"])),
    density: Type.Optional(Type.Enum(["compact", "regular", "roomy"])),
    locale: Type.Optional(Type.String({ maxLength: 35, pattern: languagePattern })),
    singleKeyShortcuts: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type Preferences = Static<typeof Preferences>;

export const Session = Type.Object({
  id: Id,
  current: Type.Boolean(),
  createdAt: Instant,
  lastSeenAt: Instant,
  userAgent: Type.String(),
  address: Type.String(),
});
export type Session = Static<typeof Session>;
export const SessionList = Type.Object({ data: Type.Array(Session) });

/**
 * What an administrator ended. The session that asks goes on, where it is one of those that were to
 * end.
 */
export const SessionsEnded = Type.Object({ sessionsEnded: Type.Integer(), ownSessionKept: Type.Boolean() });
export type SessionsEnded = Static<typeof SessionsEnded>;

export const PasswordChange = Type.Object({ currentPassword: Password, newPassword: Password }, closed);
export type PasswordChange = Static<typeof PasswordChange>;

export const UserPatch = Type.Object(
  {
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    roles: Type.Optional(GivenRoles),
    facilities: Type.Optional(FacilityScope),
    patientId: Type.Optional(Type.Union([Id, Type.Null()])),
    status: Type.Optional(Type.Enum(["active", "disabled"])),
  },
  { ...closed, minProperties: 1 },
);
export type UserPatch = Static<typeof UserPatch>;

/**
 * Staff come by invitation (PW-5): the answer holds a one-time link token for the administrator to
 * hand over.
 */
export const Invitation = Type.Object(
  {
    email: Email,
    firstName: PersonName,
    lastName: PersonName,
    roles: GivenRoles,
    facilities: FacilityScope,
    patientId: Type.Optional(Id),
  },
  closed,
);
export type Invitation = Static<typeof Invitation>;
/**
 * `link` leads to the page where it is accepted, where the system has been told its own address.
 */
export const InvitationCreated = Type.Object({
  user: User,
  token: Type.String(),
  link: Type.Optional(Type.String()),
  expiresAt: Instant,
});
export type InvitationCreated = Static<typeof InvitationCreated>;
export const InvitationAccept = Type.Object({ token: Type.String({ maxLength: 512 }), password: Password }, closed);
export type InvitationAccept = Static<typeof InvitationAccept>;

export const AuditEvent = Type.Object({
  id: Id,
  at: Instant,
  actorId: Type.String(),
  sessionId: Type.String(),
  action: Type.String(),
  resourceType: Type.String(),
  resourceId: Type.String(),
  patientId: Type.Optional(Type.String()),
  /** Whom a list or a search showed, as far as they are within the reader's reach. */
  patientIds: Type.Optional(Type.Array(Type.String())),
  facilityId: Type.Optional(Type.String()),
  outcome: Type.String(),
  requestId: Type.String(),
  sourceAddress: Type.String(),
  service: Type.String(),
  /** Counted facts and names of fields, never values. */
  details: Type.Record(Type.String(), Type.String()),
});
export type AuditEvent = Static<typeof AuditEvent>;
export const AuditEventList = listOf(AuditEvent);
