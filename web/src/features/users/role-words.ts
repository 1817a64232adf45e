import type { PersonRole } from "@pms/contracts/auth/permissions";
import { t } from "../../i18n/i18n.ts";

/** What each role is for, in words. */
export const roleWords: Record<PersonRole, string> = {
  patient: t("Patient: own record only, beside no other role"),
  "front-desk": t("Front desk: registers patients, takes payments"),
  clinician: t("Clinician: reads records and balances"),
  biller: t("Biller: posts and reverses charges and payments"),
  analyst: t("Analyst: figures without names"),
  manager: t("Manager: figures without names, the clinic's money to the cent"),
  auditor: t("Auditor: reads the audit log"),
  admin: t("Administrator: everything"),
};

const shortRoles: Record<PersonRole, string> = {
  patient: t("Patient"),
  "front-desk": t("Front desk"),
  clinician: t("Clinician"),
  biller: t("Biller"),
  analyst: t("Analyst"),
  manager: t("Manager"),
  auditor: t("Auditor"),
  admin: t("Administrator"),
};

export const shortRole = (role: PersonRole): string => shortRoles[role] ?? role;
