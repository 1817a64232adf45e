/** Whose own record a patient's is, by an administrator's word: auth knows. */
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { openRpcClient, type RpcTls } from "@pms/kit/clients/rpc";
import { ProblemError } from "@pms/kit/problem/problem";

export type PatientUser = { userId: string; patientId: string };
export type PatientUsers = {
  /** @throws 503 when auth does not answer */
  list(patientIds: readonly string[]): Promise<PatientUser[]>;
  close(): void;
};

const deadlineMs = 2_000;

/** @param options `address`: of auth's gRPC, host:port */
export function openPatientUsers(options: { address: string; secret: string; tls?: RpcTls }): PatientUsers {
  const { address, secret, tls } = options;
  const { client, close } = openRpcClient(TrustServiceDefinition, { address, ...(tls && { tls }) });
  return {
    close,
    async list(patientIds) {
      const request = { service: "patient", secret, patientIds: [...patientIds] };
      try {
        return (await client.listPatientUsers(request, { signal: AbortSignal.timeout(deadlineMs) })).users;
      } catch (error) {
        throw new ProblemError("unavailable", "The users of the records cannot be found out just now.", {
          headers: { "retry-after": "1" },
          cause: error,
        });
      }
    },
  };
}
