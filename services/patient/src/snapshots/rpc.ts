/** What analytics ask of this service. */
import type { PatientServiceImplementation } from "@pms/contracts/gen/pms/patient/v1/patient";
import { ProblemError } from "@pms/kit/problem/problem";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import type { Deps } from "../deps.ts";
import { isSnapshotCursor, snapshotPatients } from "./snapshot-patients.ts";

export const snapshotAccess = { streamSnapshot: "snapshot:read" } as const;

export function snapshotMethods(
  deps: Pick<Deps, "database" | "audit">,
): Pick<PatientServiceImplementation<RpcContext>, "streamSnapshot"> {
  return {
    async *streamSnapshot({ after }, context) {
      if (!isSnapshotCursor(after)) throw new ProblemError("invalid", "after is not a cursor of ours.");
      yield* snapshotPatients(deps, callerOfCall(context), { after, signal: context.signal });
    },
  };
}
