import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { createServer, ServerError, Status } from "nice-grpc";
import { until } from "../../src/testing/until.ts";
import { openFacilities } from "../../src/trust/facilities.ts";

/** Auth as far as it is asked for facilities: there is one, and it can be made to hang. */
async function startAuth(t: TestContext) {
  const facility = { id: randomUUID(), name: "A clinic", active: true, timeZone: "America/New_York" };
  const auth = { facility, hangs: false, asked: 0 };
  const server = createServer();
  server.add(TrustServiceDefinition, {
    async listFacilities(_request, { signal }) {
      auth.asked += 1;
      if (auth.hangs) await once(signal, "abort");
      return { facilities: [facility] };
    },
    acknowledgeRevocations: async () => ({}),
    listStaffNames: async () => ({ staff: [] }),
    listPatientUsers: async () => ({ users: [] }),
    issueServiceToken: () => Promise.reject(new ServerError(Status.UNIMPLEMENTED, "not asked")),
    // biome-ignore lint/correctness/useYield: nobody watches.
    async *watchRevocations() {
      throw new ServerError(Status.UNIMPLEMENTED, "not asked");
    },
  });
  const facilities = openFacilities({ address: `127.0.0.1:${await server.listen("127.0.0.1:0")}` });
  t.after(() => {
    facilities.close();
    server.forceShutdown();
  });
  return { auth, facilities };
}

test("while auth hangs one look-up waits for it, and what is known is answered at once after that", async (t) => {
  const { auth, facilities } = await startAuth(t);
  const { id } = auth.facility;
  assert.equal(await facilities.isOpen(id), true);
  const realNow = performance.now.bind(performance);
  t.mock.method(performance, "now", () => realNow() + 61_000);
  auth.hangs = true;
  assert.equal(await facilities.isOpen(id), true);
  const startedAt = realNow();
  assert.equal(await facilities.isOpen(id), true);
  assert.equal(await facilities.isKnown(id), true);
  assert.ok(realNow() - startedAt < 1_000);
  await assert.rejects(facilities.isKnown(randomUUID()), { kind: "unavailable" });
  auth.hangs = false;
  auth.facility.active = false;
  await until("the answer of auth that is back", async () => !(await facilities.isOpen(id)));
  const { asked } = auth;
  assert.equal(await facilities.isKnown(id), true);
  assert.equal(auth.asked, asked, "and it is remembered");
});

test("what a letterhead says of a facility is told; of one that is not known nothing", async (t) => {
  const { auth, facilities } = await startAuth(t);
  Object.assign(auth.facility, { addressLines: ["2 Quay"], phoneNumber: "1" });
  const found = await facilities.find(auth.facility.id);
  assert.deepEqual([found?.addressLines, found?.phoneNumber], [["2 Quay"], "1"]);
  assert.equal(await facilities.find(randomUUID()), undefined);
});

test("the zones of facilities are told, of closed ones too, and a version of auth that says none means UTC", async (t) => {
  const { auth, facilities } = await startAuth(t);
  const { id } = auth.facility;
  assert.deepEqual(await facilities.listZones("all"), [{ facilityId: id, timeZone: "America/New_York" }]);
  assert.deepEqual(await facilities.listZones([id]), [{ facilityId: id, timeZone: "America/New_York" }]);
  assert.deepEqual(await facilities.listZones([]), []);
  const realNow = performance.now.bind(performance);
  t.mock.method(performance, "now", () => realNow() + 61_000);
  Object.assign(auth.facility, { active: false, timeZone: "" });
  await facilities.isKnown(id);
  await until("the new zone", async () => (await facilities.listZones([id]))[0]?.timeZone === "UTC");
  assert.deepEqual(await facilities.listZones([randomUUID()]), []);
});
