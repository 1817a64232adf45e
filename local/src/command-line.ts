/** What all commands do alike: usage, wrong use, and what to say when they cannot go on. */
import { type ParseArgsConfig, parseArgs } from "node:util";

/** `--help` prints the usage and ends with 0; wrong use ends as `refuseUse` says. */
export function readCommandLine<Config extends ParseArgsConfig>(usage: string, config: Config) {
  if (process.argv.includes("--help")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    // Node goes on with advice on quoting, in more lines.
    return refuseUse(usage, lineOf(error).split(/\n|\. To specify/)[0] ?? "");
  }
}

/** Says in one line what was wrong, then the usage, and ends with 2. */
export function refuseUse(usage: string, line: string): never {
  console.error(`${line}\n${usage}`);
  process.exit(2);
}

/**
 * Ends with the exit code that `main` gives; where it throws, with 2 and one line that says why.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  process.exitCode = await main().catch((error: unknown) => {
    console.error(lineOf(error));
    return 2;
  });
}

/** A host's several addresses fail each with an error of its own, under one that says nothing. */
function lineOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(lineOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
