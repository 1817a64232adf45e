import type { ReceivedEvent } from "@pms/kit/event-log/event-log";

/** An event as the log or a service's snapshot tells it. */
export type ToldEvent = Pick<ReceivedEvent, "topic" | "type" | "time" | "payload">;
