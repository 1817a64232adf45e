import type { PatientDocument } from "@pms/contracts/attachments/documents";
import type { DocumentRow } from "./store/documents.ts";

export function documentJson(row: DocumentRow): PatientDocument {
  return {
    id: row.id,
    patientId: row.patient_id,
    kind: row.kind,
    status: row.status,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256.toString("hex"),
    version: row.version,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    ...(row.withdrawn_at && { withdrawnAt: row.withdrawn_at.toISOString() }),
    ...(row.withdrawn_by && { withdrawnBy: row.withdrawn_by }),
  };
}
