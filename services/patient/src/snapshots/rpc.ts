/** What other services ask of this one. */
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { isUuid } from "@pms/kit/http/lower-case-ids";
import { ProblemError } from "@pms/kit/http/problem";
import { requestIdOf } from "@pms/kit/observe/trace";
import { type RpcContext, type RpcService, rpcActor } from "@pms/kit/rpc/server";
import { streamSnapshot } from "@pms/kit/rpc/stream-snapshot";
import type { CallContext } from "nice-grpc";
import type { Deps } from "../deps.ts";
import { readSnapshotPage } from "./snapshot-patients.ts";

export function patientService({
  database,
  audit,
}: Pick<Deps, "database" | "audit">): RpcService<typeof PatientServiceDefinition> {
  return {
    definition: PatientServiceDefinition,
    access: { streamSnapshot: "snapshot:read" },
    implementation: {
      async *streamSnapshot({ after }, context) {
        if (after !== "" && !isUuid(after)) throw new ProblemError("invalid", "after is not a cursor of ours.");
        const by = auditContextOf(context);
        audit.record(by, { action: "patient.snapshot", resourceType: "patient" });
        yield* streamSnapshot(after, (cursor) => readSnapshotPage(database.pool, cursor), context.signal);
      },
    },
  };
}

function auditContextOf(context: CallContext & RpcContext) {
  const { traceparent, peer } = context;
  const requestId = requestIdOf(context.metadata.get("x-request-id"));
  return { actor: rpcActor(context), requestId, sourceAddress: peer, ...(traceparent && { traceparent }) };
}
