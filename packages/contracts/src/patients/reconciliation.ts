/** `POST /api/patients/reconciliation`. */
import { type Static, Type } from "typebox";
import { Id } from "../http/common.ts";

/** Accounts of nobody that one comparison closes; the others are left to the next. */
export const closedOrphansMax = 1_000;

/** What a comparison of patients and accounts found, and what it could repair at once. */
export const Reconciliation = Type.Object({
  checkedPatients: Type.Integer(),
  /** Patients of whom billing had no account. */
  missingAccounts: Type.Integer(),
  /** Those of them that have one now. */
  repairedAccounts: Type.Integer(),
  /**
   * Accounts of nobody, without a balance, that are closed now, so that nothing is posted to them.
   * At most `closedOrphansMax`.
   */
  closedOrphanAccounts: Type.Integer(),
  /**
   * Open accounts of nobody that stay open, for they have a balance, or for `closedOrphansMax`
   * others have been closed; the first 1,000. What becomes of a balance a person has to decide.
   */
  orphanAccounts: Type.Array(Type.Object({ accountId: Id, patientId: Id })),
  /**
   * Accounts of active patients that were closed, by deactivations that were never stored; open
   * again. At most 1,000 at a time.
   */
  reopenedAccounts: Type.Integer(),
  /**
   * Accounts of inactive patients that were open, by restorations that were never stored; closed
   * again. Within the same 1,000.
   */
  closedAccounts: Type.Integer(),
  /**
   * Accounts of inactive patients that can't be closed, for they have a balance. A person has to
   * decide what becomes of them.
   */
  unsettledAccounts: Type.Array(Type.Object({ accountId: Id, patientId: Id })),
  /**
   * Accounts that were at another facility than their patients, by events that were given up or
   * replayed late. Within the same 1,000.
   */
  movedAccounts: Type.Integer(),
  /**
   * Accounts that may contradict their patients and were not looked at, since 1,000 others were:
   * run it again.
   */
  leftAccounts: Type.Integer(),
  /**
   * Events of patients and of billing that have waited for more than five seconds to be published:
   * a relay, or the log, is stuck.
   */
  unpublishedEvents: Type.Integer(),
});
export type Reconciliation = Static<typeof Reconciliation>;
