/** What other services ask of this one. */
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcService } from "@pms/kit/rpc/server";
import { isUuid } from "@pms/kit/validation/uuid";
import type { Deps } from "../deps.ts";
import { snapshotPatients } from "./snapshot-patients.ts";

export function patientService(deps: Pick<Deps, "database" | "audit">): RpcService<typeof PatientServiceDefinition> {
  return {
    definition: PatientServiceDefinition,
    access: { streamSnapshot: "snapshot:read" },
    implementation: {
      async *streamSnapshot({ after }, context) {
        if (after !== "" && !isUuid(after)) throw new ProblemError("invalid", "after is not a cursor of ours.");
        yield* snapshotPatients(deps, callerOfCall(context), { after, signal: context.signal });
      },
    },
  };
}
