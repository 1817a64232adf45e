import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { createFairTurns } from "../src/factors/fair-turns.ts";
import { createPasswordHasher } from "../src/factors/password-hasher.ts";
import { goodPassword, signedUpUser, startAuth } from "./auth-service.ts";

const { app } = await startAuth({ after }, { ARGON2_MEMORY_KIB: "19456", ARGON2_PASSES: "2" });
const logIn = (email: string, password: string, headers: Record<string, string>) =>
  app.inject({ method: "POST", url: "/api/auth/login", body: { email, password }, headers });

test("guesses from a hundred addresses keep no known device out, nor a sign-up or a changed password (PW-3)", async () => {
  const { user, accessToken } = await signedUpUser(app);
  const first = await app.inject({
    method: "POST",
    url: "/api/auth/login",
    body: { email: user.email, password: goodPassword, session: "cookie" },
  });
  const cookie = first.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const statuses: number[] = [];
  let guessing = true;
  const guess = async (n: number) => {
    for (; guessing; await turnOfTheLoop()) {
      const headers = { "x-forwarded-for": `198.51.${Math.floor(n / 50)}.${n % 50}` };
      statuses.push((await logIn(`a${randomUUID()}@x.example`, "wrong wrong wrong", headers)).statusCode);
    }
  };
  const guessers = Array.from({ length: 100 }, (_, n) => guess(n));
  try {
    const source = { "x-forwarded-for": "203.0.113.9" };
    for (let i = 0; i < 3; i += 1)
      assert.equal((await logIn(user.email, goodPassword, { ...source, cookie })).statusCode, 200);
    const body = { email: `${randomUUID()}@x.example`, password: goodPassword, firstName: "Ada", lastName: "Quill" };
    const signedUp = await app.inject({ method: "POST", url: "/api/auth/signup", body, headers: source });
    assert.equal(signedUp.statusCode, 201, signedUp.body);
    const headers = { ...source, authorization: `Bearer ${accessToken}` };
    const change = { currentPassword: goodPassword, newPassword: "amber trellis quickens 94" };
    const changed = await app.inject({ method: "POST", url: "/api/auth/password", headers, body: change });
    assert.equal(changed.statusCode, 204, changed.body);
    assert.ok(statuses.includes(503), "the guessers fill their own queue");
  } finally {
    guessing = false;
    await Promise.all(guessers);
  }
});

test("lanes are served by turns, however full one of them is (PW-3)", async () => {
  const { turns, order, begin } = oneAtATime({ strangers: 50, staff: 50 });
  const first = begin("strangers", "x", "first");
  const all = Array.from({ length: 40 }, (_, i) => begin("strangers", `10.0.0.${i}`, "stranger"));
  all.push(begin("staff", "ada", "staff"));
  turns.open();
  await Promise.all([first, ...all]);
  assert.ok(order.indexOf("staff") <= 2, `came as number ${order.indexOf("staff")}`);
});

test("in a lane who asks often waits behind who asks once, and makes room for them (PW-3, REL-8)", async () => {
  const { turns, order, begin } = oneAtATime({ strangers: 4, staff: 1 });
  const outcomes = [begin("strangers", "x", "first")];
  for (let i = 0; i < 5; i += 1) outcomes.push(begin("strangers", "loud", "loud"));
  for (const quiet of ["a", "b", "c"]) outcomes.push(begin("strangers", quiet, quiet));
  outcomes.push(begin("strangers", "d", "d"));
  turns.open();
  const settled = await Promise.all(outcomes);
  assert.deepEqual(order, ["first", "loud", "a", "b", "c"]);
  assert.equal(settled.filter((status) => status === 503).length, 5);
});

test("the last turn is kept for those who are known, however long strangers' turns take (PW-3)", async () => {
  const gate = Promise.withResolvers<void>();
  const limits = {
    waitingMax: { strangers: 5, staff: 5 },
    atOnceMax: 2,
    lastTurnFor: ["staff"],
    waitMaxMs: 20,
  } as const;
  const turns = createFairTurns<"strangers" | "staff">(limits, () => {});
  const first = turns.take("strangers", "a", () => gate.promise);
  const late = turns.take("strangers", "b", async () => "in");
  assert.equal(await turns.take("staff", "ada", async () => "in"), "in");
  await assert.rejects(late, /Too many passwords/, "who waits for too long is told to come again");
  gate.resolve();
  await first;
  assert.equal(await turns.take("strangers", "b", async () => "in"), "in");
});

test("a flood of sign-ups keeps nobody from logging in (PW-1, PW-3)", async () => {
  const queue = [0];
  const hasher = await createPasswordHasher({ memoryKib: 64, passes: 1 }, (length) => queue.push(length));
  const newcomer = (n: number) => ({ lane: "newcomers", caller: `10.0.0.${n % 5}` }) as const;
  const flood = Array.from({ length: 200 }, (_, n) => hasher.hash(goodPassword, newcomer(n)));
  const settled = Promise.allSettled(flood);
  assert.equal(await hasher.inTurn(async () => "in", "x", { lane: "strangers", caller: "10.0.0.1" }), "in");
  assert.equal((await settled).filter(({ status }) => status === "fulfilled").length, 17);
  assert.deepEqual([Math.max(...queue), queue.at(-1)], [17, 0], "who waits is measured (REL-8)");
});

/** Turns of which each waits until all have asked; notes in which order they are given. */
function oneAtATime(waitingMax: { strangers: number; staff: number }) {
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const turns = createFairTurns({ waitingMax, atOnceMax: 1, lastTurnFor: ["staff"] }, () => {});
  const begin = (lane: "strangers" | "staff", caller: string, name: string) =>
    turns
      .take(lane, caller, async () => {
        order.push(name);
        await gate.promise;
      })
      .then(
        () => 200,
        (error: { status: number }) => error.status,
      );
  return { turns: { open: () => gate.resolve() }, order, begin };
}
