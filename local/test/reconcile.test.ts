import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Reconciliation } from "@pms/contracts/patients/reconciliation";

const script = fileURLToPath(new URL("../src/reconcile.ts", import.meta.url));
const nothingFound: Reconciliation = {
  checkedPatients: 7,
  missingAccounts: 0,
  repairedAccounts: 0,
  closedOrphanAccounts: 0,
  orphanAccounts: [],
  reopenedAccounts: 0,
  closedAccounts: 0,
  unsettledAccounts: [],
  movedAccounts: 0,
  leftAccounts: 0,
  unpublishedEvents: 0,
};

/** The command against a system that finds `report`. */
async function reconcile(t: TestContext, report: Reconciliation): Promise<{ said: string; exitCode: number }> {
  const server = createServer((request, response) => {
    const signingIn = request.url === "/api/auth/login";
    response.end(JSON.stringify(signingIn ? { accessToken: "a", refreshToken: "r" } : report));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, PMS_EMAIL: "admin@example.org", PMS_PASSWORD: "secret" };
  const child = spawn(process.execPath, [script, "--url", `http://127.0.0.1:${port}`], { env });
  const [said, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { said, exitCode };
}

test("what was repaired is printed, and needs nobody", async (t) => {
  const repaired = { reopenedAccounts: 2, closedAccounts: 3, closedOrphanAccounts: 1, movedAccounts: 4 };
  const { said, exitCode } = await reconcile(t, { ...nothingFound, ...repaired });
  assert.match(said, /^Accounts without patient +1, of which closed now 1$/m);
  assert.match(said, /^Patients checked +7$/m);
  assert.match(said, /^Closed, patient active +2, opened again now$/m);
  assert.match(said, /^Open, patient inactive +3, of which closed now 3$/m);
  assert.match(said, /^At another facility +4, moved to the patient's now$/m);
  assert.equal(exitCode, 0);
});

test("what could not be repaired is named, and the exit code says so", async (t) => {
  const account = { accountId: "an-account", patientId: "a-patient" };
  const unsettled = await reconcile(t, { ...nothingFound, closedAccounts: 1, unsettledAccounts: [account] });
  assert.match(unsettled.said, /^Open, patient inactive +2, of which closed now 1$/m);
  assert.match(unsettled.said, /^ {2}account an-account of patient a-patient has a balance$/m);
  assert.equal(unsettled.exitCode, 1);
  assert.equal((await reconcile(t, { ...nothingFound, orphanAccounts: [account] })).exitCode, 1);
  assert.equal((await reconcile(t, { ...nothingFound, missingAccounts: 1 })).exitCode, 1);
  assert.equal((await reconcile(t, { ...nothingFound, unpublishedEvents: 1 })).exitCode, 1);
  const left = await reconcile(t, { ...nothingFound, closedAccounts: 1_000, leftAccounts: 3 });
  assert.match(left.said, /^Left to the next run +3$/m);
  assert.equal(left.exitCode, 1);
});

test("accounts of nobody beyond those that one run closes are left to the next, and not said to have a balance", async (t) => {
  const orphanAccounts = [{ accountId: "an-account", patientId: "a-patient" }];
  const some = await reconcile(t, { ...nothingFound, closedOrphanAccounts: 999, orphanAccounts });
  assert.match(some.said, /^ {2}account an-account of patient a-patient has a balance$/m);
  const part = await reconcile(t, { ...nothingFound, closedOrphanAccounts: 1_000, orphanAccounts });
  assert.match(part.said, /^ {2}account an-account of patient a-patient is left to the next run$/m);
  assert.equal(part.exitCode, 1);
});

test("where nothing answers, the address is named", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await once(server.close(), "close");
  const env = { ...process.env, PMS_EMAIL: "admin@example.org", PMS_PASSWORD: "secret" };
  const child = spawn(process.execPath, [script, "--url", url], { env });
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(said.trim(), `Nothing answers at ${url}`);
  assert.equal(exitCode, 2);
});
