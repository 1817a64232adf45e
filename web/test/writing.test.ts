import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { call } from "../src/lib/api.ts";
import { dropAllDrafts, dropDraft, findDraft } from "../src/lib/drafts.ts";
import { type Attempt, attemptName, postReliably } from "../src/lib/post-reliably.ts";
import { ApiError, NoAnswer } from "../src/lib/problem.ts";

type Body = { amount: number; reference?: string };
const form = "payment:1";
const taken = { id: "1" };
const lost = () => new NoAnswer("no answer");
const refusal = (status: number, type = "/problems/any") => new ApiError({ type, title: "Refused", status });
const pause = async () => {};

/**
 * A server that answers like this, one after the other (then always the last), and what it was
 * sent.
 */
function answering(...answers: [Error | typeof taken, ...(Error | typeof taken)[]]) {
  const sent: { body: Body; key: string }[] = [];
  const send = async (body: Body, key: string) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)] ?? answers[0];
    sent.push({ body, key });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const keys = () => new Set(sent.map(({ key }) => key)).size;
  return { sent, send, keys };
}

const post = (body: Body | undefined, send: (body: Body, key: string) => Promise<typeof taken>) =>
  postReliably(form, body, send, pause);
const stateNow = () => findDraft<Attempt<Body>>(attemptName(form))?.state;

afterEach(dropAllDrafts);

test("a write without an answer is asked for again under its key until its outcome is known (REL-4)", async () => {
  const server = answering(lost(), refusal(503), refusal(409, "/problems/still-running"), refusal(500), taken);
  assert.deepEqual(await post({ amount: 1 }, server.send), taken);
  assert.equal(server.sent.length, 5);
  assert.equal(server.keys(), 1);
  assert.equal(stateNow(), undefined);
});

test("once the answer is known, an equal body is another posting (REL-4)", async () => {
  const server = answering(taken);
  await post({ amount: 1 }, server.send);
  await post({ amount: 1 }, server.send);
  assert.equal(server.keys(), 2);
});

test("a refusal is told at once, not repeated, and leaves nothing locked", async () => {
  for (const status of [400, 401, 403, 404, 409, 412, 422, 429]) {
    const server = answering(refusal(status));
    await assert.rejects(post({ amount: 1 }, server.send), ApiError);
    assert.equal(server.sent.length, 1, `${status}`);
    assert.equal(stateNow(), undefined, `${status}`);
  }
});

test("after an answer that was lost, no refusal to look lets the same payment be posted twice (REL-4)", async () => {
  for (const status of [401, 403, 404, 429]) {
    const server = answering(lost(), refusal(status), taken);
    await assert.rejects(post({ amount: 40 }, server.send), ApiError);
    assert.equal(stateNow(), "unknown", `${status}`);
    assert.deepEqual(await post({ amount: 40 }, server.send), taken);
    assert.equal(server.keys(), 1, `${status}`);
  }
});

test("while the outcome is unknown what was sent stays what is sent, whatever was typed since (REL-4)", async () => {
  const server = answering(...(Array(6).fill(lost()) as [Error]), taken);
  await assert.rejects(post({ amount: 40, reference: "Chekc 7" }, server.send), NoAnswer);
  assert.equal(stateNow(), "unknown");
  assert.deepEqual(await post({ amount: 40, reference: "Check 7" }, server.send), taken);
  assert.equal(server.keys(), 1);
  assert.deepEqual(server.sent.at(-1)?.body, { amount: 40, reference: "Chekc 7" });
  assert.equal(stateNow(), undefined);
});

test("after an answer that was lost, the answer to the key itself settles it: the form may be corrected (REL-4)", async () => {
  for (const status of [400, 409, 412, 422]) {
    const server = answering(lost(), refusal(status));
    await assert.rejects(post({ amount: 40 }, server.send), ApiError);
    assert.equal(stateNow(), undefined, `${status}`);
  }
});

test("what was given up is posted anew, under another key", async () => {
  const server = answering(...(Array(6).fill(lost()) as [Error]), taken);
  await assert.rejects(post({ amount: 40 }, server.send), NoAnswer);
  dropDraft(attemptName(form));
  await post({ amount: 40 }, server.send);
  assert.equal(server.keys(), 2);
});

test("a second press while one is under way sends nothing", async () => {
  const server = answering(taken);
  const [first, second] = await Promise.all([post({ amount: 1 }, server.send), post({ amount: 1 }, server.send)]);
  assert.deepEqual([first, second], [taken, undefined]);
  assert.equal(server.sent.length, 1);
});

test("nothing is asked again in the name of whoever signs in next", async () => {
  const server = answering(lost());
  const signOut = async () => dropAllDrafts();
  assert.equal(await postReliably(form, { amount: 1 }, server.send, signOut), undefined);
  assert.equal(server.sent.length, 1);
  assert.equal(stateNow(), undefined);
});

test("an answer that breaks off is no answer", async () => {
  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response('{"id": "1', { headers: { "Content-Type": "application/json" } });
  try {
    await assert.rejects(call("GET", "/api/auth/me"), NoAnswer);
  } finally {
    globalThis.fetch = fetch;
  }
});
