/** The services that analytics count, over gRPC. */
import { topics } from "@pms/contracts/events/events";
import { BillingServiceDefinition } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { SnapshotPage, StreamSnapshotRequest } from "@pms/contracts/gen/pms/events/v1/snapshot";
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { callAs, openRpcClient, type RpcTls } from "@pms/kit/clients/rpc";
import type { SnapshotSource } from "../generations/snapshots.ts";

/**
 * Longer than a stream needs for its pages; one that hangs is given up, and asked for again where
 * it was.
 */
const deadlineMs = 600_000;

type Stream = (request: StreamSnapshotRequest, options: ReturnType<typeof callAs>) => AsyncIterable<SnapshotPage>;

/** @param options addresses as host:port; `token` gives one of the service itself */
export function openSnapshots(options: {
  patientRpc: string;
  billingRpc: string;
  token: () => Promise<string>;
  tls?: RpcTls | undefined;
}): { sources: readonly SnapshotSource[]; close(): void } {
  const { patientRpc, billingRpc, token, tls } = options;
  const secure = tls && { tls };
  const patients = openRpcClient(PatientServiceDefinition, { address: patientRpc, ...secure });
  const billing = openRpcClient(BillingServiceDefinition, { address: billingRpc, ...secure });
  const source = (name: string, topic: string, stream: Stream): SnapshotSource => ({
    name,
    topic,
    async *pages(after, signal) {
      const { metadata, signal: deadline } = callAs(await token(), deadlineMs);
      yield* stream({ after }, { metadata, signal: AbortSignal.any([signal, deadline]) });
    },
  });
  return {
    sources: [
      source("patient", topics.patient, (request, call) => patients.client.streamSnapshot(request, call)),
      source("billing", topics.billing, (request, call) => billing.client.streamSnapshot(request, call)),
    ],
    close() {
      patients.close();
      billing.close();
    },
  };
}
