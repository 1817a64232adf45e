import assert from "node:assert/strict";
import { test } from "node:test";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { createServer, ServerError, Status } from "nice-grpc";
import { openServiceTokens } from "../../src/trust/service-token.ts";

test("a token is asked for anew before it ends, whichever clock says so", async (t) => {
  let issued = 0;
  const server = createServer();
  server.add(TrustServiceDefinition, {
    acknowledgeRevocations: async () => ({}),
    listStaffNames: async () => ({ staff: [] }),
    listPatientUsers: async () => ({ users: [] }),
    issueServiceToken: async () => ({ accessToken: `token-${++issued}`, expiresInSeconds: 300 }),
    listFacilities: async () => ({}),
    // biome-ignore lint/correctness/useYield: nobody watches.
    async *watchRevocations() {
      throw new ServerError(Status.UNIMPLEMENTED, "not asked");
    },
  });
  const address = `127.0.0.1:${await server.listen("127.0.0.1:0")}`;
  const tokens = openServiceTokens({ address, service: "patient", secret: "a secret of sixteen" });
  t.after(() => {
    tokens.close();
    server.forceShutdown();
  });
  const [now, elapsed] = [Date.now.bind(Date), performance.now.bind(performance)];
  assert.equal(await tokens.token(), "token-1");
  assert.equal(await tokens.token(), "token-1");
  let movedMs = -3_600_000;
  t.mock.method(Date, "now", () => now() + movedMs);
  t.mock.method(performance, "now", () => elapsed() + 241_000);
  assert.equal(await tokens.token(), "token-2", "the clock was set back");
  movedMs = 241_000;
  assert.equal(await tokens.token(), "token-3", "the machine slept");
  assert.equal(await tokens.token(), "token-3");
});
