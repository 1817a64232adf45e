import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, test } from "node:test";
import type { TokenPair } from "@pms/contracts/auth";
import { bearer, dropTokens, holdTokens, renew, whenSessionIsLost } from "../src/lib/tokens.ts";

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

afterEach(dropTokens);

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
