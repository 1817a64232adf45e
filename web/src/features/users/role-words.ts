import type { PersonRole } from "@pms/contracts/auth/permissions";

/** What each role is for, in words. */
export const roleWords: Record<PersonRole, string> = {
  patient: "Patient: own record only, beside no other role",
  "front-desk": "Front desk: registers patients, takes payments",
  clinician: "Clinician: reads records and balances",
  biller: "Biller: posts and reverses charges and payments",
  analyst: "Analyst: figures without names",
  manager: "Manager: figures without names, the clinic's money to the cent",
  auditor: "Auditor: reads the audit log",
  admin: "Administrator: everything",
};

export function shortRole(role: PersonRole): string {
  return roleWords[role].split(":")[0] ?? role;
}
