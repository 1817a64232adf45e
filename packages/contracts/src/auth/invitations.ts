/** How a user is invited and accepts. */
import { type Static, Type } from "typebox";
import { closed, Id, Instant } from "../http/common.ts";
import { Email, FacilityScope, GivenRoles, Password, User, UserName } from "./users.ts";

/**
 * Staff come by invitation (PW-5): the answer holds a one-time link token for the administrator to
 * hand over.
 */
export const Invitation = Type.Object(
  {
    email: Email,
    firstName: UserName,
    lastName: UserName,
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
