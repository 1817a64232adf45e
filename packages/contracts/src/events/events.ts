/**
 * The topics, and which payload each event type has. Event names are CloudEvents types; payloads
 * are protobuf.
 */
import { AuditRecorded } from "../gen/pms/events/v1/audit_events.ts";
import { LoggedIn, LogInRefused, SessionRevoked, UserCreated, UserUpdated } from "../gen/pms/events/v1/auth_events.ts";
import {
  BillingAccountClosed,
  BillingAccountCreated,
  BillingAccountReopened,
  TransactionPosted,
} from "../gen/pms/events/v1/billing_events.ts";
import {
  DuplicatePairChanged,
  PatientCreated,
  PatientDeactivated,
  PatientMerged,
  PatientRestored,
  PatientUnmerged,
  PatientUpdated,
} from "../gen/pms/events/v1/patient_events.ts";

export const topics = {
  patient: "patient.events",
  billing: "billing.events",
  auth: "auth.events",
  audit: "audit.events",
} as const;

/**
 * Which service publishes and consumes what: held by table rules in PostgreSQL, by ACLs in Kafka. A
 * service's events name it as their source, and its groups are called after it.
 */
export const topicAccess = {
  auth: { publishes: [topics.auth, topics.audit], consumes: [topics.audit] },
  patient: { publishes: [topics.patient, topics.audit], consumes: [topics.billing, topics.patient] },
  billing: { publishes: [topics.billing, topics.audit], consumes: [topics.patient] },
  analytics: { publishes: [topics.audit], consumes: [topics.patient, topics.billing] },
} as const;

/** The CloudEvents source of a service's events. */
export const sourceOf = (service: string): string => `/services/${service}`;

/** Event type → codec of its payload: `eventCodecs.PatientCreated.encode(payload).finish()`. */
export const eventCodecs = {
  PatientCreated,
  PatientUpdated,
  PatientDeactivated,
  PatientRestored,
  PatientMerged,
  PatientUnmerged,
  DuplicatePairChanged,
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
