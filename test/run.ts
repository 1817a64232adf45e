import { spawn } from "node:child_process";
import { globSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { bringTogether } from "./bring-together.ts";

/*
 * `npm test [-- FILES, FOLDERS or options of node --test] [--kafka-required]`: runs the tests on
 * one PostgreSQL server started for them. With --kafka-required the suites that need a Kafka broker
 * run too, on one of their own where KAFKA_BROKERS names none. Without files it runs all but what is
 * left to CI. Files begin in the order in which they are named, and those of a workspace share a process (bring-together.ts).
 */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** In the order in which they begin: first what takes longest, last what is over in no time. */
const TEST_ROOTS = ["test", "local", "packages", "services", "web"];
/** What kills processes for minutes, and judges from elsewhere: CI runs them beside Kafka's suites. */
const LEFT_TO_CI = ["test/faults", "test/judges"];
/** More than two cores can work on at once, as the tests wait as much as they work. */
const AT_ONCE = 3;
/**
 * Of a process too: the longest types five hundred amounts in a browser, or runs a whole workspace,
 * which takes minutes on a slow machine.
 */
const TEST_TIMEOUT_MS = 900_000;
const COMPILE_CACHE = resolve(root, "node_modules/.cache/compiled");

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `Node ${process.version} is too old, 24 is needed. Run "npm ci" (without --omit=optional), which brings it, and ` +
      'start the tests with "npm test"; or install Node 24 from https://nodejs.org.',
  );
  process.exit(1);
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const kafkaRequired = args.includes("--kafka-required");
  const rest = args.filter((argument) => argument !== "--kafka-required");
  const options = rest.filter((argument) => argument.startsWith("--"));
  const paths = rest.filter((argument) => !argument.startsWith("--"));
  const all = () => TEST_ROOTS.map((path) => ({ path, files: testFilesOf(path).filter((file) => !isLeftToCi(file)) }));
  const found = paths.length > 0 ? paths.map((path) => ({ path, files: testFilesOf(path) })) : all();
  const empty = found.filter(({ files }) => files.length === 0).map(({ path }) => path);
  if (empty.length > 0) {
    console.error(`No test file in ${empty.join(", ")}.`);
    return 1;
  }
  const files = [...new Set(found.flatMap(({ files }) => files))];
  const entries = mkdtempSync(join(tmpdir(), "pms-tests-"));
  // Not imported above: an old Node can't read TypeScript packages and should get the message
  // instead.
  const { startThrowawayPostgres } = await import("@pms/embedded/throwaway");
  const server = await startThrowawayPostgres();
  try {
    // What node is asked for by an option, such as a name, it looks for in files alone.
    const given = options.length > 0 || files.length === 1 ? files : bringTogether(root, files, entries);
    return await runNodeTest([...options, ...given], {
      // A run starts some hundreds of processes, each of which would compile the same files anew.
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      PMS_TEST_POSTGRES_URL: server.url,
      ...(kafkaRequired ? { PMS_KAFKA_REQUIRED: "1" } : {}),
    });
  } finally {
    await server.stop();
    rmSync(entries, { recursive: true, force: true });
  }
}

function isLeftToCi(file: string): boolean {
  return LEFT_TO_CI.some((folder) => file.startsWith(resolve(root, folder) + sep));
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
  const fixed = [
    "--test",
    `--test-concurrency=${AT_ONCE}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    "--test-reporter=spec",
  ];
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
