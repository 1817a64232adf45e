import { eventCodecs } from "@pms/contracts/events/events";
import type { ReceivedEvent } from "../event-log/event-log.ts";
import { isUuid } from "../validation/uuid.ts";

/**
 * Thrown by a handler for an event that makes no sense: it becomes a dead letter at once, as it
 * would fail for ever (REL-6).
 */
export class UnreadableEventError extends Error {
  override readonly name = "UnreadableEventError";
}

const codecs: Readonly<Record<string, { decode(payload: Uint8Array): unknown }>> = eventCodecs;

/**
 * Why nobody could ever read the event: no id that can be remembered, or a payload that is not what
 * its type says.
 */
export function whyUnreadable({ id, type, payload }: ReceivedEvent): Error | undefined {
  if (!isUuid(id)) return new UnreadableEventError("the event's id is not a UUID");
  if (!Object.hasOwn(codecs, type)) return undefined;
  try {
    codecs[type]?.decode(payload);
    return undefined;
  } catch (error) {
    return new UnreadableEventError("the payload is not what the event's type says", { cause: error });
  }
}

/**
 * Whether trying the event again is of no use: it was unreadable, or the database can't take its
 * values (class 22).
 */
export function isUnreadable(error: unknown): boolean {
  if (error instanceof UnreadableEventError) return true;
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^22...$/.test(error.code);
}
