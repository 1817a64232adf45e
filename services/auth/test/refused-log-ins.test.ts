import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { eventCodecs, topics } from "@pms/contracts/events/events";
import { countRefusals, type RefusedLogIns } from "../src/sign-in/refused-log-ins.ts";
import { eventsOf, goodPassword, signedUpUser, startAuth } from "./auth-service.ts";

const { app, deps } = await startAuth({ after });

test("a thousand refused log-ins of one account and address leave a row or two, which say how many (REL-8, AUD-1)", async () => {
  const { user } = await signedUpUser(app);
  const body = { email: user.email, password: "wrong wrong wrong" };
  const statuses: number[] = [];
  for (let i = 0; i < 1_000; i += 1)
    statuses.push((await app.inject({ method: "POST", url: "/api/auth/login", body })).statusCode);
  assert.ok(statuses.filter((status) => status === 429).length > 980);
  await deps.refusals.flush();
  const refusals = (await eventsOf(deps, topics.auth, user.id))
    .filter(({ type }) => type === "LogInRefused")
    .map(({ payload }) => eventCodecs.LogInRefused.decode(payload));
  assert.ok(refusals.length <= 6, `${refusals.length} events`);
  assert.equal(
    refusals.reduce((sum, { count }) => sum + count, 0),
    1_000,
  );
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/login", body })).statusCode, 429);
});

test("whatever accounts a stranger names and from wherever, a minute leaves a bounded number of rows (REL-8)", async () => {
  const { rows, counter } = counting();
  for (let n = 0; n < 100_000; n += 1) await counter.note(refusal({ from: `10.${n % 200}.0.1` }));
  for (let n = 0; n < 1_000; n += 1)
    await counter.note(refusal({ reason: "wrong-credentials", from: `11.${n % 200}.0.1` }));
  await counter.flush();
  assert.ok(rows.length < 350, `${rows.length} rows`);
  assert.equal(total(rows), 101_000);
  await counter.stop();
});

test("a million accounts from one address are told as such, and keep no other address off the record (AUD-1)", async () => {
  const { rows, counter } = counting();
  for (let n = 0; n < 1_000; n += 1) await counter.note(refusal({ from: "2001:db8::1" }));
  const userId = randomUUID();
  await counter.note(refusal({ from: "192.0.2.1", userId }));
  assert.ok(rows.some((row) => row.userId === userId));
  await counter.flush();
  const [together] = rows.filter((row) => row.together === "accounts");
  assert.deepEqual([together?.count, together?.userId], [990, undefined]);
  await counter.stop();
});

test("what goes on for minutes is one row in each (REL-8)", async () => {
  const { rows, counter } = counting();
  const emailKey = randomUUID();
  for (let minute = 0; minute < 3; minute += 1) {
    for (let n = 0; n < 10; n += 1) await counter.note(refusal({ emailKey }));
    await counter.flush();
  }
  assert.deepEqual(
    rows.map(({ count }) => count),
    [1, 9, 10, 10],
  );
  await counter.stop();
});

test("a made-up invitation costs no hashing and leaves nothing (REL-8)", async () => {
  const body = { token: `pmsi_${"A".repeat(43)}`, password: goodPassword };
  let hashed = 0;
  const { hash } = deps.hasher;
  deps.hasher.hash = (...args) => {
    hashed += 1;
    return hash(...args);
  };
  const answer = await app.inject({ method: "POST", url: "/api/auth/invitations/accept", body });
  deps.hasher.hash = hash;
  assert.deepEqual([answer.statusCode, hashed], [400, 0]);
});

type Given = { emailKey?: string; userId?: string; reason?: RefusedLogIns["reason"]; from?: string };
function refusal({ emailKey = randomUUID(), userId, reason = "throttled", from = "192.0.2.7" }: Given) {
  const context = { actor: { id: "anonymous", sessionId: "" }, requestId: "test", sourceAddress: from };
  return { emailKey, userId, reason, context };
}

function counting() {
  const rows: RefusedLogIns[] = [];
  const store = async (more: readonly RefusedLogIns[]) => void rows.push(...more);
  return { rows, counter: countRefusals(store, deps.logger) };
}
const total = (rows: readonly RefusedLogIns[]) => rows.reduce((sum, { count }) => sum + count, 0);
