/** The rows of auth's tables: as the database has them, with what SQL types can't say. */

import type { PersonRole } from "@pms/contracts/auth/permissions";
import type { Preferences, User } from "@pms/contracts/auth/users";
import type { JWK } from "jose";
import type { ColumnType, Kysely, Selectable, Transaction } from "kysely";
import type { DB } from "./gen/tables.ts";

/** A table some of whose columns hold less than their SQL type allows. */
type Narrowed<Name extends keyof DB, Columns extends Partial<Record<keyof DB[Name], unknown>>> = Omit<
  DB[Name],
  keyof Columns
> &
  Columns;
type Json<Value> = ColumnType<Value, string, string>;

export type Tables = Omit<DB, "users" | "invitations" | "sessions" | "signing_keys" | "audit_events"> & {
  users: Narrowed<
    "users",
    {
      roles: PersonRole[];
      status: User["status"];
      preferences: ColumnType<Preferences, string | undefined, string>;
    }
  >;
  invitations: Narrowed<"invitations", { grants: ColumnType<Grants | null, string | null | undefined, string | null> }>;
  sessions: Narrowed<"sessions", { revoked_reason: RevocationReason | null }>;
  signing_keys: Narrowed<"signing_keys", { public_jwk: Json<JWK> }>;
  audit_events: Narrowed<
    "audit_events",
    {
      details: Json<Record<string, string>>;
      /** Facility → patients. */
      shown: ColumnType<Record<string, string[]> | null, string | null | undefined, string | null>;
    }
  >;
};

/** Why a session ended before its time: the reasons of the event SessionRevoked. */
export type RevocationReason =
  | "logged-out"
  | "revoked"
  | "refresh-reused"
  | "password-changed"
  | "roles-changed"
  | "disabled"
  | "too-many";

/** What an invitation gives: who they are called, what they may do, and where. */
export type Grants = Pick<
  UserRow,
  "email" | "first_name" | "last_name" | "roles" | "all_facilities" | "facility_ids" | "patient_id"
>;

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
export type UserRow = Selectable<Tables["users"]>;
export type SessionRow = Selectable<Tables["sessions"]>;
export type RevokedSession = Pick<SessionRow, "id" | "user_id"> & { revoked_at: Date };
export type FacilityRow = Selectable<Tables["facilities"]>;
