/** What other services ask of this one. */
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcService } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { isSnapshotCursor, snapshotPatients } from "./snapshot-patients.ts";

export function patientService(deps: Pick<Deps, "database" | "audit">): RpcService<typeof PatientServiceDefinition> {
  return {
    definition: PatientServiceDefinition,
    access: { streamSnapshot: "snapshot:read" },
    implementation: {
      async *streamSnapshot({ after }, context) {
        if (!isSnapshotCursor(after)) throw new ProblemError("invalid", "after is not a cursor of ours.");
        yield* snapshotPatients(deps, callerOfCall(context), { after, signal: context.signal });
      },
    },
  };
}
