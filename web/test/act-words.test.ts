import assert from "node:assert/strict";
import { test } from "node:test";
import { type Act, describeActs, pagesOf, refusedCount } from "../src/features/audit/act-words.ts";

const act = (action: string, outcome = "ok"): Act => ({ action, outcome, count: 1 });

test("a sitting reads as a sentence, each verb once, in the order in which one tells it", () => {
  const acts = [act("billing.post"), act("patient.update"), act("patient.history"), act("patient.read")];
  assert.equal(describeActs(acts, true, "en"), "Read, changed, and posted money");
  assert.equal(describeActs([act("patient.search")], true, "en"), "Found by a search");
  assert.equal(describeActs([act("patient.search")], false, "en"), "Searched for patients");
  assert.equal(describeActs([act("user.end-all-sessions")], false, "en"), "User: end all sessions");
});

test("pages are counted once, the balance where it was all that was read, and what was refused not at all", () => {
  assert.deepEqual(pagesOf([act("patient.read"), act("billing.read"), act("patient.read", "refused")]), ["record"]);
  assert.deepEqual(pagesOf([act("billing.read")]), ["balance"]);
  assert.deepEqual(pagesOf([act("patient.history", "refused"), act("patient.update")]), []);
  assert.equal(refusedCount([act("patient.read"), act("patient.read", "refused")]), 1);
});
