/**
 * A data folder stays on the event log that it began with: events that no consumer has had yet
 * would be left in the other one, and a rebuild of the figures would replay that one's history
 * alone.
 */
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventLogFile } from "./environments.ts";
import { secretsFile } from "./secrets.ts";

export type EventLogKind = "postgres" | "kafka";

const kindFile = "event-log-kind";
/** No service has run yet. */
const undecided = "";

/**
 * @returns `release`, for a first start that fails before a service has run: the folder may still
 * begin on the other log
 */
export async function claimEventLog(dataDirectory: string, asked: EventLogKind): Promise<{ release(): Promise<void> }> {
  const file = join(dataDirectory, kindFile);
  const written = await readIfThere(file);
  const kept = written ?? (await inferKind(dataDirectory));
  if (kept !== undecided && kept !== asked) throw new Error(refusal(dataDirectory, asked));
  // Of a folder that somebody else's system runs on, nothing is touched before the folder's own
  // lock refuses us.
  if (written !== asked) await keep(file, asked);
  return { release: async () => (kept === undecided ? keep(file, undecided) : undefined) };
}

/** Written aside and renamed: a start that dies here leaves no half file behind. */
async function keep(file: string, kind: string): Promise<void> {
  await writeFile(`${file}.new`, kind);
  await rename(`${file}.new`, file);
}

function refusal(dataDirectory: string, asked: EventLogKind): string {
  const [began, start] =
    asked === "kafka" ? ["PostgreSQL's event log", "without --kafka"] : ["Apache Kafka", "with --kafka"];
  return `${dataDirectory} began on ${began}, and what is there would be missing on the other. Start ${start}, or name another folder in PMS_DATA_DIR.`;
}

/** Of a folder that is new, or from before the kind was kept. */
async function inferKind(dataDirectory: string): Promise<EventLogKind | typeof undecided> {
  const environment = await readIfThere(join(dataDirectory, eventLogFile));
  if (environment !== undefined) return environment.includes("KAFKA_BROKERS") ? "kafka" : "postgres";
  const secrets = await stat(join(dataDirectory, secretsFile)).catch(() => undefined);
  return secrets ? "postgres" : undecided;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read (${error.code}): start as the user to whom the data folder belongs.`);
  });
}
