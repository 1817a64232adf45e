import assert from "node:assert/strict";
import { test } from "node:test";
import { type Offer, offered } from "../src/features/palette/offers.ts";

const offer = (label: string, group = "Pages"): Offer => ({ id: label, group, label, run: () => {} });

test("the palette offers what has a word that begins with each typed one, whatever the accents", () => {
  const offers = [offer("Today"), offer("Take a payment from Núñez, Ana", "Núñez, Ana"), offer("Post a charge")];
  const labels = (typed: string) => offered(offers, typed).map(({ label }) => label);
  assert.deepEqual(labels("nunez pay"), ["Take a payment from Núñez, Ana"]);
  assert.deepEqual(labels("ay"), []);
  assert.equal(labels("").length, offers.length);
});
