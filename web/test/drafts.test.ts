import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { dropAllDrafts, holdsSomething, keepDraft } from "../src/lib/drafts.ts";
import { attemptName } from "../src/lib/post-reliably.ts";

afterEach(dropAllDrafts);

test("what was typed, and what was sent and is not settled, is asked about before the page goes", () => {
  const lost: [string, unknown][] = [
    ["register", { "/lastName": "Doe" }],
    ["edit:1:contact", { base: { "/phoneNumber": "1" }, version: 1, values: { "/phoneNumber": "2" } }],
    ["payment:1", { amount: "40" }],
    [attemptName("reversal:1"), { body: { reason: "Twice" }, key: "1", state: "unknown" }],
  ];
  for (const [name, draft] of lost) {
    keepDraft(name, draft);
    assert.equal(holdsSomething(), true, name);
    dropAllDrafts();
  }
});

test("an empty form, an edit begun and not changed, and a message to a page are lost without a question", () => {
  keepDraft("register", { "/lastName": "", "/firstName": " " });
  keepDraft("edit:1:contact", { base: { "/phoneNumber": "1" }, version: 1, values: { "/phoneNumber": "1" } });
  keepDraft("registered-late", { patient: { lastName: "Doe" } });
  keepDraft("failed:payment:1", { value: new Error("refused") });
  assert.equal(holdsSomething(), false);
});
