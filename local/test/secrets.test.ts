import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { loadSecrets } from "../src/secrets.ts";

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pms-secrets-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test("secrets are made once and kept", async (t) => {
  const folder = await dataFolder(t);
  const made = await loadSecrets(folder);
  assert.deepEqual(await loadSecrets(folder), made);
});

test("what a version before did not have is added, and what there was stays", async (t) => {
  const folder = await dataFolder(t);
  const made = await loadSecrets(folder);
  const { billing: _added, ...before } = made.serviceSecrets;
  await writeFile(join(folder, "secrets.json"), JSON.stringify({ ...made, serviceSecrets: before }));
  const completed = await loadSecrets(folder);
  assert.deepEqual(
    { ...completed, serviceSecrets: { ...completed.serviceSecrets, billing: "" } },
    {
      ...made,
      serviceSecrets: { ...before, billing: "" },
    },
  );
  assert.ok(completed.serviceSecrets.billing.length >= 16);
  assert.deepEqual(await loadSecrets(folder), completed);
});

test("secrets that are there but cannot be read are not replaced by new ones", async (t) => {
  const folder = await dataFolder(t);
  // Root may read any file: a folder of that name is one that even root cannot.
  await mkdir(join(folder, "secrets.json"));
  await assert.rejects(loadSecrets(folder), /secrets\.json cannot be read \(EISDIR\)/);
  assert.deepEqual(await readdir(folder), ["secrets.json"]);
});

test("secrets that are damaged are named and not quoted", async (t) => {
  const folder = await dataFolder(t);
  await writeFile(join(folder, "secrets.json"), "swordfish");
  await assert.rejects(loadSecrets(folder), (error: Error) => {
    assert.match(error.message, /secrets\.json is not JSON/);
    assert.doesNotMatch(error.message, /sword/);
    return true;
  });
});
