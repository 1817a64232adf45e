/** What becomes of documents, and of those who wait, when the process that sets them fails. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createLogger } from "@pms/kit/observe/log";
import { ProblemError } from "@pms/kit/problem/problem";
import type { DocumentModel } from "../src/documents/document.ts";
import { openTypesetter } from "../src/documents/typesetter.ts";

const lines: string[] = [];
const logger = createLogger("billing", "debug", { write: (line) => void lines.push(line) });
const queued: number[] = [];
const typesetter = openTypesetter({
  letterhead: { paper: "a4" },
  logger,
  processes: 1,
  queueMax: 2,
  timeoutMs: 2_000,
  program: new URL("./failing-setter.ts", import.meta.url),
  onQueue: (length) => queued.push(length),
});
after(() => typesetter.close());

const document = (title: string) => ({ title }) as DocumentModel;
const set = async (title: string) => new TextDecoder().decode(await typesetter.set(document(title)));
const isBusy = (error: unknown) =>
  error instanceof ProblemError && error.status === 503 && error.headers["retry-after"] === "2";

test("one after the other, and 503 with Retry-After for whom the queue has no place (REL-8)", async () => {
  const first = set("slow");
  const second = set("two");
  const third = set("three");
  await assert.rejects(set("four"), isBusy);
  const answers = await Promise.all([first, second, third]);
  assert.deepEqual(
    answers.map((answer) => answer.split(" ")[0]),
    ["slow", "two", "three"],
  );
  assert.deepEqual([Math.max(...queued), queued.at(-1)], [2, 0]);
});

test("a process that dies fails the document that it had, and is replaced for those that wait", async () => {
  const dying = set("die");
  const waiting = set("after");
  await assert.rejects(dying, isBusy);
  assert.match(await waiting, /^after \d+$/);
  assert.ok(lines.some((line) => line.includes("has died and is replaced")));
});

test("a document that takes too long is given up, and the next is set", async () => {
  const [before] = [(await set("before")).split(" ")[1]];
  const hanging = set("hang");
  const waiting = set("next");
  await assert.rejects(hanging, isBusy);
  assert.notEqual((await waiting).split(" ")[1], before);
});

test("a document that can't be set is an error, and the process goes on", async () => {
  const [, pid] = (await set("before")).split(" ");
  await assert.rejects(set("fail"), /could not be set/);
  assert.equal((await set("after")).split(" ")[1], pid);
});

test("who waits when the service stops is told, and nobody after", async () => {
  const waiting = [set("slow"), set("two")];
  typesetter.close();
  for (const each of waiting) await assert.rejects(each, isBusy);
  await assert.rejects(set("late"), isBusy);
});
