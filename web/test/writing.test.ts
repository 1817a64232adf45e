import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetKey, idempotencyKey } from "../src/lib/idempotency-key.ts";
import { OutcomeUnknown, postReliably } from "../src/lib/post-reliably.ts";
import { ApiError, NoAnswer } from "../src/lib/problem.ts";

const pause = async () => {};

test("the same body keeps its key, another body or another form gets another (REL-4)", () => {
  const first = idempotencyKey("payment", { amount: 1 });
  assert.equal(idempotencyKey("payment", { amount: 1 }), first);
  assert.notEqual(idempotencyKey("charge", { amount: 1 }), first);
  assert.notEqual(idempotencyKey("payment", { amount: 2 }), first);
});

test("once the answer is known, an equal body is another posting (REL-4)", () => {
  const first = idempotencyKey("payment", { amount: 1 });
  forgetKey("payment");
  assert.notEqual(idempotencyKey("payment", { amount: 1 }), first);
});

test("a write without an answer is asked for again until its outcome is known (REL-4)", async () => {
  let attempts = 0;
  let checks = 0;
  const attempt = async () => {
    attempts++;
    if (attempts < 3) throw new NoAnswer("no answer");
    return { id: "1" };
  };
  const answer = await postReliably(attempt, { pause, onChecking: () => checks++ });
  assert.deepEqual(answer, { id: "1" });
  assert.equal(attempts, 3);
  assert.equal(checks, 2);
});

test("a refusal is told at once and not repeated; silence to the end is told as unknown", async () => {
  let attempts = 0;
  const refuse = async (): Promise<never> => {
    attempts++;
    throw new ApiError({ type: "/problems/rule-violated", title: "Against a rule", status: 422 });
  };
  await assert.rejects(postReliably(refuse, { pause }), ApiError);
  assert.equal(attempts, 1);
  const silent = async (): Promise<never> => {
    throw new NoAnswer("no answer");
  };
  await assert.rejects(postReliably(silent, { pause }), OutcomeUnknown);
});
