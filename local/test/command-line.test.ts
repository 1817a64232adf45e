import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The file as npm runs it. */
function run(file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, PMS_DATA_DIR: "/nowhere", ...environment };
  return new Promise<{ stdout: string; stderr: string; exitCode: number }>((resolve) => {
    execFile(process.execPath, ["local/node24.mjs", file, ...args], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: typeof error?.code === "number" ? error.code : 0 }),
    );
  });
}

const commands = [
  ["local/src/start.ts", "npm start"],
  ["local/src/import.ts", "npm run import"],
  ["local/src/reconcile.ts", "npm run reconcile"],
  ["local/src/dead-letters.ts", "npm run dead-letters"],
  ["local/src/provision-databases.ts", "npm run provision"],
  ["bench/run.ts", "npm run bench"],
] as const;

for (const [file, usage] of commands)
  test(`${usage} tells how it is called, and refuses what it does not know with one line and the same words`, async () => {
    const help = await run(file, ["--help"]);
    assert.deepEqual([help.exitCode, help.stderr, help.stdout.startsWith(usage)], [0, "", true]);
    for (const args of [["--wrong"], ["a", "b", "c"]]) {
      const { exitCode, stdout, stderr } = await run(file, args);
      const [line, ...rest] = stderr.split("\n");
      assert.deepEqual([exitCode, stdout, rest.join("\n")], [2, "", help.stdout], `${args}: ${stderr}`);
      assert.match(line ?? "", /^(Unknown option '--wrong'|Unexpected argument 'a'|Say )/);
    }
  });

test("a flag without its value is named", async () => {
  const { exitCode, stderr } = await run("local/src/reconcile.ts", ["--url"]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^Option '--url <value>' argument missing\nnpm run reconcile/);
});

test("a server that is not there is named in one line", async () => {
  const passwords = { PMS_DATABASE_PASSWORD: "a", PMS_DATABASE_OWNER_PASSWORD: "b" };
  const closed = { ...passwords, PMS_SUPERUSER_URL: "postgres://root@localhost:1/postgres" };
  const provision = await run("local/src/provision-databases.ts", [], closed);
  assert.equal(provision.exitCode, 2);
  assert.match(provision.stderr, /^connect ECONNREFUSED [^\n]*:1\n$/);
  const address = { PMS_EMAIL: "a@b.example", PMS_PASSWORD: "c" };
  const reconcile = await run("local/src/reconcile.ts", ["--url", "localhost"], address);
  assert.deepEqual(
    [reconcile.exitCode, reconcile.stderr],
    [2, "localhost is not an address like http://localhost:8080\n"],
  );
});
