/** The other services, as far as billing asks them. */
import { randomUUIDv7 } from "node:crypto";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { Addressee, PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { createServer, ServerError, Status } from "nice-grpc";

export const facilityA = randomUUIDv7();
export const facilityB = randomUUIDv7();
export const serviceSecret = "billing-secret-0123456789";
const address = { addressLines: ["14 Harbour Street", "Portland, ME 04101"], phoneNumber: "(207) 555-0142" };

/** Auth: the facilities there are, one of them closed, and a cashier's name for any user. */
export async function startAuth() {
  const server = createServer();
  const facilities = [
    { id: facilityA, name: "A clinic", active: true, timeZone: "America/New_York", ...address },
    { id: facilityB, name: "A clinic", active: false, timeZone: "Asia/Tokyo" },
  ];
  server.add(TrustServiceDefinition, {
    listFacilities: async () => ({ facilities }),
    acknowledgeRevocations: async () => ({}),
    async listStaffNames({ service, secret, userIds }) {
      if (service !== "billing" || secret !== serviceSecret) throw new ServerError(Status.UNAUTHENTICATED, "not known");
      return { staff: userIds.map((userId) => ({ userId, firstName: "Rosa", lastName: "Ibáñez" })) };
    },
    listPatientUsers: async () => ({ users: [] }),
    issueServiceToken: () => Promise.reject(new ServerError(Status.UNIMPLEMENTED, "not asked of a stand-in")),
    // biome-ignore lint/correctness/useYield: tests bring their own trust and never watch.
    async *watchRevocations() {
      throw new ServerError(Status.UNIMPLEMENTED, "not asked of a stand-in");
    },
  });
  return { address: `127.0.0.1:${await server.listen("127.0.0.1:0")}`, stop: () => server.forceShutdown() };
}

/** The patient service: whom a patient's documents go to. Tests say who a patient is in `known`. */
export async function startPatients() {
  const server = createServer();
  const known = new Map<string, Partial<Addressee>>();
  const state = { isDown: false };
  server.add(PatientServiceDefinition, {
    async getAddressee({ patientId }, { metadata }) {
      if (state.isDown) throw new ServerError(Status.UNAVAILABLE, "down");
      if (!metadata.get("authorization")) throw new ServerError(Status.UNAUTHENTICATED, "no token");
      const person = { mrn: "100488173", firstName: "Ana", lastName: "Ruiz", ...known.get(patientId) };
      return Addressee.fromPartial({ patientId, ...person });
    },
    // biome-ignore lint/correctness/useYield: billing asks for no snapshot.
    async *streamSnapshot() {
      throw new ServerError(Status.UNIMPLEMENTED, "not asked of a stand-in");
    },
  });
  const at = `127.0.0.1:${await server.listen("127.0.0.1:0")}`;
  return { address: at, known, state, stop: () => server.forceShutdown() };
}
