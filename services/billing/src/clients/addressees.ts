/** Whom a document is addressed to: the patient service knows, and audits who asked. */
import { type Addressee, PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import type { Caller } from "@pms/kit/audit/caller";
import { callAs, openRpcClient, type RpcTls } from "@pms/kit/clients/rpc";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import { ClientError, Status } from "nice-grpc";

export type Addressees = {
  /** As the caller may see them. 404 out of their reach; 503 when the patient service does not answer. */
  get(caller: Caller, patientId: string): Promise<Addressee>;
  close(): void;
};

const deadlineMs = 3_000;

/** @param options `address`: of the patient service's gRPC, host:port */
export function openAddressees({ address, tls }: { address: string; tls?: RpcTls }): Addressees {
  const { client, close } = openRpcClient(PatientServiceDefinition, { address, ...(tls && { tls }) });
  return {
    close,
    async get({ actor, audit }, patientId) {
      try {
        return await client.getAddressee({ patientId }, callAs(actor.token, deadlineMs, audit));
      } catch (error) {
        if (error instanceof ClientError && error.code === Status.NOT_FOUND) throw notFound();
        if (error instanceof ClientError && error.code === Status.PERMISSION_DENIED)
          throw new ProblemError("forbidden");
        if (error instanceof ClientError && error.code === Status.UNAUTHENTICATED)
          throw new ProblemError("unauthenticated");
        throw new ProblemError("unavailable", "The patient's name and address cannot be found out just now.", {
          headers: { "retry-after": "2" },
          cause: error,
        });
      }
    },
  };
}
