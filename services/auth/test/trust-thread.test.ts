/** The thread of auth's gRPC door: its loop is its own, and what becomes of it when it ends. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Worker } from "node:worker_threads";
import { createLogger } from "@pms/kit/observe/log";
import { until } from "@pms/kit/testing/until";
import { revocationSilenceMaxMs } from "@pms/kit/trust/authenticate";
import { watchRevocations } from "@pms/kit/trust/watch-revocations";
import { startTrustThread } from "../src/feed/trust-thread.ts";
import { startAuth } from "./auth-service.ts";

const workers: Worker[] = [];
process.on("worker", (worker) => workers.push(worker));

const { deps, config } = await startAuth({ after });
const thread = await startTrustThread(deps, config);
const logger = createLogger("test", "silent");
const watch = watchRevocations({ address: `127.0.0.1:${thread.port}`, verifier: "test", logger });
after(async () => {
  await watch.stop();
  await thread.stop();
});
await watch.firstSnapshot;
const { revocations } = watch;
const nowhereStored = () => ({ id: randomUUID(), revoked_at: new Date() });

test("what the main loop revokes holds at every verifier when it is answered (TOK-5)", async () => {
  const session = nowhereStored();
  await deps.feed.announce([session]);
  assert.ok(revocations.isRevoked(session.id));
});

test("a thread that ends is started again on its port, and what was revoked meanwhile waits for the verifiers (TOK-5)", async () => {
  const { length } = workers;
  await workers.at(-1)?.terminate();
  assert.equal(thread.isReady(), false);
  const session = nowhereStored();
  await deps.feed.announce([session]);
  assert.equal(workers.length, length + 1);
  const isSilent = revocations.silenceMs() > revocationSilenceMaxMs;
  assert.ok(revocations.isRevoked(session.id) || isSilent, "those who followed are back, or refuse by themselves");
  await until("the verifier hears auth", async () => thread.isReady() && revocations.silenceMs() < 1_000);
});

test("a verifier that goes in order is not waited for (TOK-5)", async () => {
  const watcherOf = async () => {
    const watcher = watchRevocations({ address: `127.0.0.1:${thread.port}`, verifier: "other", logger });
    await watcher.firstSnapshot;
    return watcher;
  };
  await (await watcherOf()).stop();
  const startedAt = performance.now();
  await deps.feed.announce([nowhereStored()]);
  assert.ok(performance.now() - startedAt < 900, "it has said goodbye");
});
