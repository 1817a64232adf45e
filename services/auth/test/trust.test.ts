import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { openRpcClient } from "@pms/kit/clients/rpc";
import { startRpcServer } from "@pms/kit/rpc/server";
import { until } from "@pms/kit/testing/until";
import { openServiceTokens } from "@pms/kit/trust/service-token";
import { watchRevocations } from "@pms/kit/trust/watch-revocations";
import type { Deps } from "../src/deps.ts";
import { trustService } from "../src/feed/rpc.ts";
import { clean } from "../src/housekeeping/housekeeping.ts";
import { bearer, invitedUser, type Pair, signedUpUser, startAuth } from "./auth-service.ts";

const auth = await startAuth({ after });
const { app, deps } = auth;
const sessionOf = (pair: Pair): string =>
  JSON.parse(Buffer.from(pair.accessToken.split(".")[1] ?? "", "base64url").toString()).sid;

type TestContext = { after(fn: () => Promise<void>): void };

async function rpcOf(t: TestContext, on: Deps): Promise<string> {
  const { logger, trust } = on;
  const rpc = await startRpcServer({
    host: "127.0.0.1",
    port: 0,
    service: trustService(on),
    verifier: trust.verifier,
    logger,
    ready: () => true,
  });
  t.after(async () => rpc.kill());
  return `127.0.0.1:${rpc.port}`;
}

async function watcherOf(t: TestContext, address: string) {
  const watch = watchRevocations({ address, verifier: "test", logger: deps.logger });
  t.after(watch.stop);
  await watch.firstSnapshot;
  return watch.revocations;
}

test("a watcher knows of a log-out within a second, here and through another instance (TOK-3)", async (t) => {
  const other = await auth.another();
  const near = await watcherOf(t, await rpcOf(t, deps));
  const far = await watcherOf(t, await rpcOf(t, other.deps));
  const pair = await signedUpUser(app);
  const headers = bearer(pair.accessToken);
  assert.equal((await other.app.inject({ url: "/api/auth/me", headers })).statusCode, 200);
  assert.equal((await app.inject({ method: "POST", url: "/api/auth/logout", headers })).statusCode, 204);
  const answeredAt = performance.now();
  assert.ok(deps.feed.revocations.isRevoked(sessionOf(pair)), "announced before the answer");
  await until("the near watcher hears of it", async () => near.isRevoked(sessionOf(pair)));
  await until("the far watcher hears of it", async () => far.isRevoked(sessionOf(pair)));
  assert.ok(performance.now() - answeredAt < 1_000);
  assert.equal((await other.app.inject({ url: "/api/auth/me", headers })).statusCode, 401);
});

test("what an instance revokes itself is pushed to its watchers, not found by polling (TOK-3)", async (t) => {
  const watcher = await watcherOf(t, await rpcOf(t, deps));
  const nowhereStored = { id: randomUUID(), revoked_at: new Date() };
  deps.feed.announce([nowhereStored]);
  await until("the watcher hears what is nowhere stored", async () => watcher.isRevoked(nowhereStored.id));
});

test("the snapshot after a restart holds what was revoked before (TOK-3)", async (t) => {
  const pair = await signedUpUser(app);
  await app.inject({ method: "POST", url: "/api/auth/logout", headers: bearer(pair.accessToken) });
  const restarted = await auth.another();
  const headers = bearer(pair.accessToken);
  assert.equal((await restarted.app.inject({ url: "/api/auth/me", headers })).statusCode, 401);
  const revocations = await watcherOf(t, await rpcOf(t, restarted.deps));
  assert.ok(revocations.isRevoked(sessionOf(pair)), "with the snapshot, before anything else");
});

test("the feed beats at least once a second, and ends with the service (TOK-3)", async (t) => {
  const own = await startAuth(t);
  const { client, close } = openRpcClient(TrustServiceDefinition, { address: await rpcOf(t, own.deps) });
  t.after(async () => close());
  const times: number[] = [];
  for await (const update of client.watchRevocations({ verifier: "test" })) {
    assert.equal(update.snapshot, times.length === 0);
    times.push(performance.now());
    if (times.length === 4) void own.deps.feed.stop();
  }
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  assert.ok(Math.max(...gaps) < 1_000, `${gaps.map(Math.round)} ms apart`);
});

test("while the database does not answer there is no heartbeat, and afterwards what was missed arrives (TOK-3)", async (t) => {
  const own = await startAuth(t);
  const revocations = await watcherOf(t, await rpcOf(t, own.deps));
  const pair = await signedUpUser(own.app);
  const { pool } = own.deps.database;
  const connect = pool.connect.bind(pool);
  // The nearest to a database that is gone which leaves the other tests theirs.
  Object.assign(pool, { connect: () => Promise.reject(new Error("Connection terminated")) });
  await until("auth is silent", async () => revocations.silenceMs() > 900);
  Object.assign(pool, { connect });
  const text = "UPDATE sessions SET revoked_at = now() - interval '60 seconds' WHERE id = $1";
  await pool.query(text, [sessionOf(pair)]);
  await until("the watcher hears what it missed", async () => revocations.isRevoked(sessionOf(pair)));
});

test("a service gets a token against its secret alone", async (t) => {
  const address = await rpcOf(t, deps);
  const tokens = openServiceTokens({ address, service: "patient", secret: "patient-secret-0123456789" });
  t.after(async () => tokens.close());
  const actor = await deps.trust.verifier.verify(await tokens.token());
  assert.equal(actor.id, "service:patient");
  assert.deepEqual([...actor.roles], ["service"]);
  assert.equal(actor.facilities, "all");
  assert.equal(actor.ownRecordOnly, false);
  const refused = [
    ["patient", "wrong"],
    ["patient", ""],
    ["billing", "patient-secret-0123456789"],
    ["nobody", ""],
    ["__proto__", ""],
  ];
  for (const [service = "", secret = ""] of refused) {
    const other = openServiceTokens({ address, service, secret });
    t.after(async () => other.close());
    await assert.rejects(other.token(), /UNAUTHENTICATED/, service);
  }
  const asPerson = await app.inject({ url: "/api/users", headers: bearer(await tokens.token()) });
  assert.equal(asPerson.statusCode, 403, "a service is no administrator");
});

test("services see the facilities", async (t) => {
  const { client, close } = openRpcClient(TrustServiceDefinition, { address: await rpcOf(t, deps) });
  t.after(async () => close());
  const { facilities } = await client.listFacilities({});
  assert.ok(facilities.some(({ name, active, timeZone }) => name === "Main clinic" && active && timeZone));
});

test("the names of staff are told to a service that shows its secret; of patients nobody's, to others nothing", async (t) => {
  const { client, close } = openRpcClient(TrustServiceDefinition, { address: await rpcOf(t, deps) });
  t.after(async () => close());
  const cashier = await invitedUser(auth, ["front-desk"], "all");
  const patient = await signedUpUser(app);
  const userIds = [cashier.user.id, patient.user.id, randomUUID(), "service:patient"];
  const shown = { service: "billing", secret: "billing-secret-0123456789", userIds };
  const { staff } = await client.listStaffNames(shown);
  assert.deepEqual(
    staff.map(({ userId, firstName }) => [userId, firstName !== ""]),
    [[cashier.user.id, true]],
  );
  await assert.rejects(client.listStaffNames({ ...shown, secret: "guessed-secret-0123456789" }), /UNAUTHENTICATED/);
});

test("housekeeping removes what has ended a day ago and nothing that still counts (TOK-5)", async () => {
  const [alive, idle, revoked] = [await signedUpUser(app), await signedUpUser(app), await signedUpUser(app)];
  const shift = (column: string, value: string, pair: Pair) =>
    deps.database.pool.query(`UPDATE sessions SET ${column} = now() - interval '${value}' WHERE id = $1`, [
      sessionOf(pair),
    ]);
  await shift("last_seen_at", "40 hours", idle);
  await shift("revoked_at", "25 hours", revoked);
  await clean(deps.db, deps.limits);
  const { rows } = await deps.database.pool.query<{ id: string }>("SELECT id FROM sessions");
  const left = rows.map(({ id }) => id);
  assert.ok(left.includes(sessionOf(alive)));
  assert.ok(!left.includes(sessionOf(idle)) && !left.includes(sessionOf(revoked)));
});
