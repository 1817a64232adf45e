import { changedFields } from "../record/changed-fields.ts";
import type { PatientRecord } from "../record/patient-record.ts";

/**
 * What a repeated row of an import says otherwise than the record, as JSON pointers. What the row
 * leaves out says nothing, and neither do its identifiers and its facility, by which it was found.
 */
export function differingFields(record: PatientRecord, row: PatientRecord): string[] {
  const { identifiers, facilityId, address, ...said } = row;
  return changedFields(record, { ...record, ...said, ...(address && { address: { ...record.address, ...address } }) });
}
