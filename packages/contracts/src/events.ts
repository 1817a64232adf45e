/** The topics, and which payload each event type has. Event names are CloudEvents types; payloads are protobuf. */
import { AuditRecorded } from "./gen/pms/events/v1/audit_events.ts";
import { LoggedIn, LogInRefused, SessionRevoked, UserCreated, UserUpdated } from "./gen/pms/events/v1/auth_events.ts";
import {
  BillingAccountClosed,
  BillingAccountCreated,
  BillingAccountReopened,
  TransactionPosted,
} from "./gen/pms/events/v1/billing_events.ts";
import {
  PatientCreated,
  PatientDeactivated,
  PatientRestored,
  PatientUpdated,
} from "./gen/pms/events/v1/patient_events.ts";

export const topics = {
  patient: "patient.events",
  billing: "billing.events",
  auth: "auth.events",
  audit: "audit.events",
} as const;

/** Event type → codec of its payload: `eventCodecs.PatientCreated.encode(payload).finish()`. */
export const eventCodecs = {
  PatientCreated,
  PatientUpdated,
  PatientDeactivated,
  PatientRestored,
  BillingAccountCreated,
  BillingAccountClosed,
  BillingAccountReopened,
  TransactionPosted,
  UserCreated,
  UserUpdated,
  LoggedIn,
  LogInRefused,
  SessionRevoked,
  AuditRecorded,
} as const;
