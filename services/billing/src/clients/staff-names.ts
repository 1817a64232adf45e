/** Who a cashier is, for what is printed: auth knows. */
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { openRpcClient, type RpcTls } from "@pms/kit/clients/rpc";
import { ProblemError } from "@pms/kit/problem/problem";
import { isUuid } from "@pms/kit/validation/uuid";

export type StaffNames = {
  /** Undefined for who is no user or no staff, such as an importer; 503 when auth does not answer. */
  find(userId: string): Promise<string | undefined>;
  close(): void;
};

const deadlineMs = 2_000;

/** @param options `address`: of auth's gRPC, host:port */
export function openStaffNames(options: { address: string; secret: string; tls?: RpcTls }): StaffNames {
  const { address, secret, tls } = options;
  const { client, close } = openRpcClient(TrustServiceDefinition, { address, ...(tls && { tls }) });
  return {
    close,
    async find(userId) {
      if (!isUuid(userId)) return undefined;
      const request = { service: "billing", secret, userIds: [userId] };
      try {
        const { staff } = await client.listStaffNames(request, { signal: AbortSignal.timeout(deadlineMs) });
        return staff[0] && `${staff[0].firstName} ${staff[0].lastName}`;
      } catch (error) {
        throw new ProblemError("unavailable", "The cashier's name cannot be found out just now.", {
          headers: { "retry-after": "2" },
          cause: error,
        });
      }
    },
  };
}
