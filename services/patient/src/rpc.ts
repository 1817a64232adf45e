/** What other services ask of this one. */
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import type { RpcService } from "@pms/kit/rpc/server";
import type { Deps } from "./deps.ts";
import { addresseeAccess, addresseeMethods } from "./reading/rpc.ts";
import { snapshotAccess, snapshotMethods } from "./snapshots/rpc.ts";

export function patientService(
  deps: Pick<Deps, "database" | "audit" | "findPatient">,
): RpcService<typeof PatientServiceDefinition> {
  return {
    definition: PatientServiceDefinition,
    access: { ...snapshotAccess, ...addresseeAccess },
    implementation: { ...snapshotMethods(deps), ...addresseeMethods(deps) },
  };
}
