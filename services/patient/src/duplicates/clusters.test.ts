import assert from "node:assert/strict";
import { test } from "node:test";
import { clustersOf } from "./clusters.ts";

const link = (low: string, high: string) => ({ low_id: low, high_id: high });

test("three records that hang together are a cluster, whichever way the pairs lead", () => {
  const clusters = clustersOf([link("a", "c"), link("b", "c"), link("x", "y")]);
  assert.deepEqual(clusters.get("b"), { id: "a", patientIds: ["a", "b", "c"] });
  assert.equal(clusters.get("a"), clusters.get("c"));
  assert.equal(clusters.has("x"), false, "two are a pair");
});

test("what hangs together without end is no one person", () => {
  const chain = [..."abcdefghijkl"];
  const links = chain.slice(1).map((id, index) => link(chain[index] ?? "", id));
  assert.equal(clustersOf(links).size, 0);
  assert.equal(clustersOf(links.slice(0, 9)).size, 10);
  assert.equal(clustersOf([]).size, 0);
});
