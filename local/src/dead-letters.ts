/**
 * `npm run dead-letters -- list | replay TOPIC GROUP ID | discard TOPIC GROUP ID`: the events that
 * a consumer gave up (REL-6). Works on the event log of the local system, or on the one that
 * KAFKA_BROKERS or EVENTS_DATABASE_URL names. Exit code 1: there is no such letter; 2: nothing
 * could be done.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { topics } from "@pms/contracts/events/events";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { eventLogFrom, openEventLog } from "@pms/kit/event-log/open-event-log";
import { discardDeadLetter, listDeadLetters, replayDeadLetter } from "@pms/kit/events/dead-letters";
import { readCommandLine, refuseUse, runCommand } from "./command-line.ts";
import { eventLogFile } from "./environments.ts";

const usage = `npm run dead-letters -- list
npm run dead-letters -- replay TOPIC GROUP ID    once the reason is gone: the event is published again
npm run dead-letters -- discard TOPIC GROUP ID   gives the event up for good`;

/** From the environment; else what the running local system wrote down. */
async function findEventLog(): Promise<Record<string, string | undefined>> {
  if (process.env.KAFKA_BROKERS || process.env.EVENTS_DATABASE_URL) return process.env;
  const file = join(resolve(process.env.PMS_DATA_DIR || "data"), eventLogFile);
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(
      `${file} cannot be read: start the system, or set PMS_DATA_DIR, KAFKA_BROKERS or EVENTS_DATABASE_URL.`,
    );
  });
  return JSON.parse(text);
}

async function list(log: EventLog): Promise<number> {
  const letters = (await Promise.all(Object.values(topics).map((topic) => listDeadLetters(log, topic)))).flat();
  for (const { topic, group, id, type, key, attempts, reason, deadSince } of letters)
    console.log(`${topic} ${group} ${id}  ${type} of ${key}, ${attempts} attempts until ${deadSince}: ${reason}`);
  console.log(letters.length === 0 ? "No dead letters." : `${letters.length} dead letters.`);
  return 0;
}

async function settle(log: EventLog, command: "replay" | "discard", names: readonly string[]): Promise<number> {
  const [topic = "", group = "", id = ""] = names;
  const act = command === "replay" ? replayDeadLetter : discardDeadLetter;
  const done = await act(log, topic, { group, id });
  console.log(
    done ? `${id} is ${command === "replay" ? "published again" : "discarded"}.` : "There is no such letter.",
  );
  return done ? 0 : 1;
}

async function main(): Promise<number> {
  const [command, ...names] = readCommandLine(usage, { allowPositionals: true }).positionals;
  const settles = (command === "replay" || command === "discard") && names.length === 3;
  if (!settles && (command !== "list" || names.length > 0))
    refuseUse(usage, "Say list alone, or replay or discard with TOPIC, GROUP and ID.");
  const known: readonly string[] = Object.values(topics);
  // Kafka makes a topic of any name that it is asked for.
  if (settles && !known.includes(names[0] ?? "")) {
    console.error(`There is no topic ${names[0]}; it is one of ${known.join(", ")}.`);
    return 2;
  }
  const log = await openEventLog(eventLogFrom(await findEventLog(), "dead-letters"));
  try {
    return settles ? await settle(log, command, names) : await list(log);
  } finally {
    await log.close();
  }
}

await runCommand(main);
