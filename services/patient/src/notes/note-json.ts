import type { Note, NoteVersion } from "@pms/contracts/attachments/notes";
import type { NoteRow, NoteVersionRow } from "./store/notes.ts";

export function noteJson(row: NoteRow): Note {
  return {
    id: row.id,
    patientId: row.patient_id,
    status: row.status,
    sensitivity: row.sensitivity,
    text: row.text,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}

export function noteVersionJson(row: NoteVersionRow): NoteVersion {
  const { version, at, actor_id: by, change, sensitivity, text } = row;
  return { version, at: at.toISOString(), by, change, sensitivity, text };
}
