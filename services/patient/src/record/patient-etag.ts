import type { BillingState } from "@pms/contracts/patients/patient";
import { etagOf } from "@pms/kit/http/conditional";

/**
 * The account may open without a new version of the record: who has read it as pending must not be
 * told that nothing changed.
 */
export function patientEtag({
  version,
  billing,
  mergedInto,
}: {
  version: number;
  billing: Pick<BillingState, "status">;
  /** The record that it points to may be merged itself. */
  mergedInto?: string | undefined;
}): string {
  if (mergedInto !== undefined) return etagOf(version, `merged-${mergedInto}`);
  return etagOf(version, billing.status === "pending" ? "pending" : undefined);
}
