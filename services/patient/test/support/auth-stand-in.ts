/** Auth's gRPC as far as patients use it: facilities and service tokens. */
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { createServer, ServerError, Status } from "nice-grpc";

export type AuthStandIn = {
  address: string;
  facilities: { id: string; name: string; active: boolean }[];
  /** Whose own record is which. */
  users: { userId: string; patientId: string }[];
  /** Times the facilities were asked for. */
  asked: number;
  stop(): Promise<void>;
};

export async function startAuthStandIn(serviceToken: () => Promise<string>): Promise<AuthStandIn> {
  const server = createServer();
  const state: AuthStandIn = {
    address: "",
    facilities: [],
    users: [],
    asked: 0,
    stop: async () => server.forceShutdown(),
  };
  server.add(TrustServiceDefinition, {
    async listFacilities() {
      state.asked += 1;
      return { facilities: state.facilities };
    },
    acknowledgeRevocations: async () => ({}),
    listStaffNames: async () => ({ staff: [] }),
    listPatientUsers: async ({ patientIds }) => ({
      users: state.users.filter((user) => patientIds.includes(user.patientId)),
    }),
    async issueServiceToken({ secret }) {
      if (secret !== "test-secret") throw new ServerError(Status.UNAUTHENTICATED, "secret");
      return { accessToken: await serviceToken(), expiresInSeconds: 300 };
    },
    // biome-ignore lint/correctness/useYield: tests bring their own trust and never watch.
    async *watchRevocations() {
      throw new ServerError(Status.UNIMPLEMENTED, "tests bring their own trust");
    },
  });
  state.address = `127.0.0.1:${await server.listen("127.0.0.1:0")}`;
  return state;
}
