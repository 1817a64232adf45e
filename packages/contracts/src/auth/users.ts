/** Users: what administrators and people themselves see and write of them. */
import { type Static, Type } from "typebox";
import { closed, Id, Instant, listOf } from "../http/common.ts";
import { languagePattern } from "../text/patterns.ts";
import { writtenEmail, writtenText } from "../text/written.ts";
import { Facility } from "./facilities.ts";
import { personRoles } from "./permissions.ts";

export const Email = writtenEmail();
export const Password = Type.String({ minLength: 1, maxLength: 256 });
export const UserName = writtenText(100);
export const PersonRole = Type.Enum(personRoles);
export const GivenRoles = Type.Array(Type.Enum(personRoles, { type: "string" }), {
  minItems: 1,
  maxItems: personRoles.length,
  uniqueItems: true,
});

/** Ids of the facilities where the user works, or all of them. */
export const FacilityScope = Type.Union([Type.Literal("all"), Type.Array(Id, { uniqueItems: true, maxItems: 500 })]);
export type FacilityScope = Static<typeof FacilityScope>;

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

/** A colleague, as those who work beside them know them. */
export const StaffMember = Type.Object({ id: Id, firstName: Type.String(), lastName: Type.String() });
export const StaffList = listOf(StaffMember);

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

export const UserPatch = Type.Object(
  {
    firstName: Type.Optional(UserName),
    lastName: Type.Optional(UserName),
    roles: Type.Optional(GivenRoles),
    facilities: Type.Optional(FacilityScope),
    patientId: Type.Optional(Type.Union([Id, Type.Null()])),
    status: Type.Optional(Type.Enum(["active", "disabled"])),
  },
  { ...closed, minProperties: 1 },
);
export type UserPatch = Static<typeof UserPatch>;
