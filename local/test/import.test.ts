import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../src/import.ts", import.meta.url));
const fixture = fileURLToPath(new URL("fixtures/synthea", import.meta.url));

type Accounts = { patientId: string; balance: { amountMinor: number } }[];

/**
 * The command against a system that takes every row and then says `accounts` and `differenceMinor`.
 */
async function importInto(
  t: TestContext,
  accounts: (owed: Map<string, number>) => Accounts,
  differenceMinor = 0,
  ...options: string[]
) {
  const owed = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const answer = (body: unknown) => void response.end(JSON.stringify(body));
    const path = request.url?.split("?")[0];
    if (path === "/api/auth/login") return answer({ accessToken: "a", refreshToken: "r" });
    if (path === "/api/billing/trial-balance")
      return answer({ currency: "USD", difference: { amountMinor: differenceMinor } });
    if (path === "/api/facilities") return answer({ data: [], page: { nextCursor: null } });
    if (path === "/api/billing/accounts") return answer({ data: accounts(owed), page: { nextCursor: null } });
    const body = (await json(request)) as { patients?: unknown[]; transactions?: Row[] };
    if (body.patients) for (const index of body.patients.keys()) owed.set(`p${index}`, 0);
    for (const { type, patientId, amount } of body.transactions ?? []) {
      const sign = type === "charge" ? 1 : type === "payment" ? -1 : 0;
      owed.set(patientId, (owed.get(patientId) ?? 0) + sign * amount.amountMinor);
    }
    const patients = body.patients?.map((_, index) => ({ index, outcome: "created", id: `p${index}` }));
    answer({ results: patients ?? body.transactions?.map((_, index) => ({ index, outcome: "posted" })) });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, PMS_EMAIL: "admin@example.org", PMS_PASSWORD: "secret" };
  const args = ["synthea", fixture, "--url", `http://127.0.0.1:${port}`, ...options];
  const child = spawn(process.execPath, [script, ...args], { env });
  const [said, complaint, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { said, complaint, exitCode, registered: owed.size };
}
type Row = { type: string; patientId: string; amount: { amountMinor: number } };

const asOwed = (owed: Map<string, number>): Accounts =>
  [...owed].map(([patientId, amountMinor]) => ({ patientId, balance: { amountMinor } }));

test("an import after which the system says the same is a success", async (t) => {
  const { said, exitCode } = await importInto(t, asOwed);
  assert.match(said, /^Checked +3 accounts/m);
  assert.equal(exitCode, 0);
});

test("an account that is missing, a balance that differs and a trial balance that is off are failures", async (t) => {
  const missing = await importInto(t, (owed) => asOwed(owed).slice(1));
  assert.match(missing.said, /1 accounts are missing/);
  assert.equal(missing.exitCode, 1);
  const other = (owed: Map<string, number>) =>
    asOwed(owed).map((account) => ({ ...account, balance: { amountMinor: 1 } }));
  assert.equal((await importInto(t, other)).exitCode, 1);
  assert.equal((await importInto(t, asOwed, 5)).exitCode, 1);
});

test("an export in another currency than the system's is refused before the first row", async (t) => {
  const { complaint, exitCode, registered } = await importInto(t, asOwed, 0, "--currency", "EUR");
  assert.match(complaint, /^The system keeps its accounts in USD and the export is read in EUR/);
  assert.deepEqual([exitCode, registered], [2, 0]);
});
