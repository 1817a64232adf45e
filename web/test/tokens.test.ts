import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import type { TokenPair } from "@pms/contracts/auth/sign-in";
import { call } from "../src/lib/api.ts";
import { NoAnswer } from "../src/lib/problem.ts";
import { bearer, dropTokens, holdTokens, loseTokens, renew, whenSessionIsLost } from "../src/lib/tokens.ts";

const pairOf = (id: string) => ({ accessToken: randomUUID(), expiresIn: 300, user: { id } }) as TokenPair;

/** Answers every renewal with these tokens, and counts them. */
function answerWith(pair: TokenPair): { asked: number } {
  const counter = { asked: 0 };
  globalThis.fetch = async () => {
    counter.asked += 1;
    return Response.json(pair);
  };
  return counter;
}

const realFetch = globalThis.fetch;

afterEach(() => {
  dropTokens();
  globalThis.fetch = realFetch;
});

test("when the cookie is somebody else's the session ends once, and their session is not kept alive from here", async () => {
  let lost = 0;
  whenSessionIsLost(() => {
    lost += 1;
  });
  const [mine, theirs] = [pairOf(randomUUID()), pairOf(randomUUID())];
  holdTokens(mine);
  const renewals = answerWith(theirs);
  for (let n = 0; n < 3; n += 1) assert.equal(await renew(), "signed-out");
  assert.equal(await bearer(), undefined);
  assert.deepEqual({ lost, asked: renewals.asked }, { lost: 1, asked: 1 });
  holdTokens(mine);
  answerWith(mine);
  assert.equal(await renew(), "renewed");
});

test("a page that sends nothing asks for no renewal, so that the idle limit can end its session (TOK-5)", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const mine = pairOf(randomUUID());
  const renewals = answerWith(mine);
  holdTokens(mine);
  context.mock.timers.tick(3_600_000);
  assert.equal(renewals.asked, 0);
  assert.equal(await bearer(), mine.accessToken);
  assert.equal(renewals.asked, 1);
});

test("a session that another tab has ended is lost here, and not brought back by the cookie", async () => {
  let lost = 0;
  whenSessionIsLost(() => {
    lost += 1;
  });
  const mine = pairOf(randomUUID());
  const renewals = answerWith(mine);
  holdTokens(mine);
  loseTokens();
  loseTokens();
  assert.equal(await bearer(), undefined);
  assert.equal(await renew(), "signed-out");
  assert.deepEqual({ lost, asked: renewals.asked }, { lost: 1, asked: 0 });
});

test("a request that nobody answers comes to an end, and its outcome counts as unknown", async () => {
  const silent = createServer(() => {});
  await once(silent.listen(0), "listening");
  const { port } = silent.address() as AddressInfo;
  const { timeout } = AbortSignal;
  globalThis.fetch = (path, init) => realFetch(new URL(String(path), `http://127.0.0.1:${port}`), init);
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 1000);
  try {
    await assert.rejects(call("GET", "/api/auth/me"), NoAnswer);
    assert.equal(await renew(), "unreachable");
  } finally {
    AbortSignal.timeout = timeout;
    silent.closeAllConnections();
    silent.close();
  }
});
