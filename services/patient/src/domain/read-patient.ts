import type { Actor } from "@pms/kit/access";
import { auditContextOf } from "@pms/kit/audit";
import { notFound } from "@pms/kit/problem";
import type { FastifyRequest } from "fastify";
import type { Deps } from "../deps.ts";
import type { PatientRow } from "../store/patient-rows.ts";

/** The patient, and a trace of who looked (AUD-1). 404 when there is none within the caller's reach, also recorded. */
export async function readPatient(
  { findPatient, audit }: Pick<Deps, "findPatient" | "audit">,
  request: FastifyRequest,
  actor: Actor,
  id: string,
  action: string,
): Promise<PatientRow> {
  const row = await findPatient(actor, id);
  audit.record(auditContextOf(request, actor), {
    action,
    resourceType: "patient",
    resourceId: id,
    patientId: id,
    ...(row ? { facilityId: row.facility_id } : { outcome: "refused" }),
  });
  if (!row) throw notFound();
  return row;
}
