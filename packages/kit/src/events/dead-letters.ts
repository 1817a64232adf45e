import { deadLetterTopic, type EventLog, type EventMessage, type ReceivedEvent } from "../event-log/event-log.ts";

/**
 * An event in `<topic>.dlq`, with attributes that tell where it came from and why it is here. When
 * it has been replayed or discarded, a marker in the same partition says so.
 */
export interface DeadLetter {
  /** The event's id. */
  id: string;
  group: string;
  topic: string;
  partition: number;
  offset: bigint;
  key: string;
  type: string;
  time: string;
  attempts: number;
  /** Kind and code of the error; never its message, which may quote patient data (PRV-1). */
  reason: string;
  deadSince: string;
  event: EventMessage;
}

export type DeadLetterName = Pick<DeadLetter, "id" | "group">;

const closedType = "DeadLetterSettled";

/** The letter that a consumer publishes when it gives up an event. */
export function deadLetterOf(event: ReceivedEvent, group: string, attempts: number, error: unknown): EventMessage {
  const { partition, offset, ...message } = event;
  return {
    ...message,
    topic: deadLetterTopic(event.topic),
    attributes: {
      ...event.attributes,
      dlqgroup: group,
      dlqtopic: event.topic,
      dlqpartition: String(partition),
      dlqoffset: String(offset),
      dlqattempts: String(attempts),
      dlqreason: reasonOf(error),
      dlqtime: new Date().toISOString(),
    },
  };
}

/** The dead letters of a topic that have been neither replayed nor discarded, the oldest first. */
export async function listDeadLetters(log: EventLog, topic: string): Promise<DeadLetter[]> {
  const open = new Map<string, DeadLetter>();
  await log.scan(deadLetterTopic(topic), (batch) => {
    for (const event of batch) {
      const name = `${event.attributes?.dlqgroup}/${event.type === closedType ? event.attributes?.dlqid : event.id}`;
      if (event.type === closedType) open.delete(name);
      else open.set(name, toDeadLetter(event));
    }
  });
  return [...open.values()].sort((a, b) => a.deadSince.localeCompare(b.deadSince));
}

/**
 * Publishes the letter's event to its topic again. Groups that have processed it recognise it by
 * its id.
 */
export async function replayDeadLetter(log: EventLog, topic: string, name: DeadLetterName): Promise<boolean> {
  const letter = await findDeadLetter(log, topic, name);
  if (!letter) return false;
  await log.publish([letter.event]);
  await close(log, letter, "replayed");
  return true;
}

/** Gives the letter up for good; false when there is no such letter. */
export async function discardDeadLetter(log: EventLog, topic: string, name: DeadLetterName): Promise<boolean> {
  const letter = await findDeadLetter(log, topic, name);
  if (!letter) return false;
  await close(log, letter, "discarded");
  return true;
}

async function findDeadLetter(log: EventLog, topic: string, { id, group }: DeadLetterName) {
  return (await listDeadLetters(log, topic)).find((letter) => letter.id === id && letter.group === group);
}

async function close(log: EventLog, letter: DeadLetter, outcome: "replayed" | "discarded"): Promise<void> {
  await log.publish([
    {
      topic: deadLetterTopic(letter.topic),
      key: letter.key,
      id: crypto.randomUUID(),
      type: closedType,
      source: letter.event.source,
      time: new Date().toISOString(),
      attributes: { dlqid: letter.id, dlqgroup: letter.group, dlqoutcome: outcome },
      payload: new Uint8Array(),
    },
  ]);
}

function toDeadLetter(received: ReceivedEvent): DeadLetter {
  const { partition: _partition, offset: _offset, attributes = {}, ...message } = received;
  const { dlqgroup, dlqtopic, dlqpartition, dlqoffset, dlqattempts, dlqreason, dlqtime, ...own } = attributes;
  const topic = dlqtopic ?? received.topic.replace(/\.dlq$/, "");
  return {
    id: received.id,
    group: dlqgroup ?? "",
    topic,
    partition: Number(dlqpartition ?? 0),
    offset: BigInt(dlqoffset ?? 0),
    key: received.key,
    type: received.type,
    time: received.time,
    attempts: Number(dlqattempts ?? 0),
    reason: dlqreason ?? "",
    deadSince: dlqtime ?? received.time,
    event: { ...message, topic, ...(Object.keys(own).length > 0 && { attributes: own }) },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const constraint = "constraint" in error && typeof error.constraint === "string" ? ` ${error.constraint}` : "";
  return `${error.name}${code}${constraint}`;
}
