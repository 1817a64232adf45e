/** The rows of auth's tables, as Kysely sees them. */
import type { Preferences, User } from "@pms/contracts/auth";
import type { PersonRole } from "@pms/contracts/permissions";
import type { IdempotencyTables } from "@pms/kit/idempotency";
import type { JWK } from "jose";
import type { ColumnType, Generated, Kysely, Selectable, Transaction } from "kysely";

type Json<Value> = ColumnType<Value, string, string>;

export type Tables = IdempotencyTables & {
  facilities: {
    id: string;
    name: string;
    time_zone: string;
    active: Generated<boolean>;
    is_default: Generated<boolean>;
    version: Generated<number>;
    created_at: Generated<Date>;
  };
  users: {
    id: string;
    email: string;
    email_key: string;
    first_name: string;
    last_name: string;
    roles: PersonRole[];
    all_facilities: boolean;
    facility_ids: string[];
    patient_id: string | null;
    status: User["status"];
    password_hash: string | null;
    preferences: ColumnType<Preferences, string | undefined, string>;
    version: Generated<number>;
    created_at: Generated<Date>;
  };
  invitations: { token_hash: Buffer; user_id: string; expires_at: Date; accepted_at: Date | null };
  sessions: {
    id: string;
    user_id: string;
    in_cookie: boolean;
    user_agent: string;
    address: string;
    created_at: Generated<Date>;
    last_seen_at: Generated<Date>;
    revoked_at: Date | null;
    revoked_reason: RevocationReason | null;
  };
  refresh_tokens: { token_hash: Buffer; session_id: string; used_at: Date | null; sealed_successor: Buffer | null };
  signing_keys: { kid: string; public_jwk: Json<JWK>; sealed_private: Buffer; use_from: Date };
  log_in_failures: { key: Buffer; failures: number; last_at: Date };
  audit_events: {
    id: string;
    at: Date;
    actor_id: string;
    session_id: string;
    action: string;
    resource_type: string;
    resource_id: string;
    patient_id: string | null;
    facility_id: string | null;
    outcome: string;
    request_id: string;
    source_address: string;
    service: string;
    details: Json<Record<string, string>>;
  };
};

/** Why a session ended before its time: the reasons of the event SessionRevoked. */
export type RevocationReason =
  | "logged-out"
  | "revoked"
  | "refresh-reused"
  | "password-changed"
  | "roles-changed"
  | "disabled";

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
export type UserRow = Selectable<Tables["users"]>;
export type SessionRow = Selectable<Tables["sessions"]>;
export type FacilityRow = Selectable<Tables["facilities"]>;
