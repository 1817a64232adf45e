import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startSystem } from "../src/start-system.ts";

test("a start given a password that auth refuses, or ended before it is shown, locks nobody out of the next", async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "pms admin-"));
  t.after(() => rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 }));
  const start = (password: string) =>
    startSystem({
      dataDirectory,
      port: 0,
      web: false,
      durable: false,
      environment: { PMS_ADMIN_PASSWORD: password },
      say: () => {},
    });
  const secretsFile = () => readFile(join(dataDirectory, "secrets.json"), "utf8");

  await assert.rejects(start("short"), /ADMIN_PASSWORD must/);
  const password = "seven quiet otters under the pier";
  const first = await start(password);
  assert.equal(first.admin?.password, password);
  await first.stop();

  // It was not shown: the next start shows what is true, whatever it is given itself.
  const second = await start("quite another long pass phrase");
  t.after(() => second.stop());
  assert.equal(second.admin?.password, password);
  const answer = await fetch(`${second.url}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(second.admin),
  });
  assert.equal(answer.status, 200);
  assert.match(await secretsFile(), /otters/);
  await second.forgetAdmin();
  assert.doesNotMatch(await secretsFile(), /otters/);
});
