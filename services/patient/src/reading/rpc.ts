/** What billing asks of a record: whom a document is addressed to. */
import type { PatientServiceImplementation } from "@pms/contracts/gen/pms/patient/v1/patient";
import type { Patient } from "@pms/contracts/patients/patient";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import { readPatient } from "./read-patient.ts";

export const addresseeAccess = { getAddressee: "patient:read" } as const;

export function addresseeMethods(
  deps: Pick<Deps, "findPatient" | "audit">,
): Pick<PatientServiceImplementation<RpcContext>, "getAddressee"> {
  return {
    async getAddressee({ patientId }, context) {
      const id = patientId.toLowerCase();
      if (!isUuid(id)) throw new ProblemError("invalid", "patient_id must be a UUID.");
      const row = await readPatient(deps, callerOfCall(context), { id, action: "patient.read-addressee" });
      const patient: Patient = JSON.parse(row.document);
      const { street = "", city = "", state = "", zipCode = "", country = "" } = patient.address ?? {};
      return {
        patientId: id,
        mrn: patient.mrn,
        firstName: patient.firstName ?? "",
        middleName: patient.middleName ?? "",
        lastName: patient.lastName ?? "",
        nameSuffix: patient.nameSuffix ?? "",
        dateOfBirth: patient.dateOfBirth ?? "",
        street,
        city,
        state,
        zipCode,
        country,
        preferredLanguage: patient.preferredLanguage ?? "",
      };
    },
  };
}
