import { spawn } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * `npm test [-- FILES, FOLDERS or options of node --test] [--kafka-required]`: runs the tests on
 * one PostgreSQL server started for them. With --kafka-required the suites that need a Kafka broker
 * run too, on one of their own where KAFKA_BROKERS names none.
 */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TEST_ROOTS = ["packages", "services", "web", "local", "test"];
/**
 * Of a file too: the longest types five hundred amounts in a browser, which takes minutes on a slow
 * machine.
 */
const TEST_TIMEOUT_MS = 600_000;
const COMPILE_CACHE = resolve(root, "node_modules/.cache/compiled");

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `Node ${process.version} is too old, 24 is needed. Run "npm ci" (without --omit=optional), which brings it, and ` +
      'start the tests with "npm test"; or install Node 24 from https://nodejs.org.',
  );
  process.exit(1);
}

process.exitCode = await main(process.argv.slice(2));

async function main(given: string[]): Promise<number> {
  const kafkaRequired = given.includes("--kafka-required");
  const rest = given.filter((argument) => argument !== "--kafka-required");
  const options = rest.filter((argument) => argument.startsWith("--"));
  const paths = rest.filter((argument) => !argument.startsWith("--"));
  const found = (paths.length > 0 ? paths : TEST_ROOTS).map((path) => ({ path, files: testFilesOf(path) }));
  const empty = found.filter(({ files }) => files.length === 0).map(({ path }) => path);
  if (empty.length > 0) {
    console.error(`No test file in ${empty.join(", ")}.`);
    return 1;
  }
  const files = found.flatMap(({ files }) => files);
  // Not imported above: an old Node can't read TypeScript packages and should get the message
  // instead.
  const { startThrowawayPostgres } = await import("@pms/embedded/throwaway");
  const server = await startThrowawayPostgres();
  try {
    return await runNodeTest([...options, ...files], {
      // A run starts some hundreds of processes, each of which would compile the same files anew.
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      PMS_TEST_POSTGRES_URL: server.url,
      ...(kafkaRequired ? { PMS_KAFKA_REQUIRED: "1" } : {}),
    });
  } finally {
    await server.stop();
  }
}

/**
 * A file stands for itself; a folder for the `*.test.ts` in it. Paths are given from where npm was
 * called.
 */
function testFilesOf(path: string): string[] {
  const absolute = resolve(root, path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isFile()) return [absolute];
  return globSync("**/*.test.ts", { cwd: absolute, exclude: (name) => String(name).endsWith("node_modules") })
    .sort()
    .map((file) => resolve(absolute, file));
}

/**
 * Answers the exit code; on a signal it waits for the tests to end, so that the server outlives
 * them.
 */
function runNodeTest(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const fixed = ["--test", "--test-concurrency=2", `--test-timeout=${TEST_TIMEOUT_MS}`, "--test-reporter=spec"];
  const shown = args.map((argument) => (argument.startsWith("--") ? argument : relative(root, argument)));
  const child = spawn(process.execPath, [...fixed, ...shown], { cwd: root, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.once("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.once("exit", (code) => done(code ?? 1));
  });
}
