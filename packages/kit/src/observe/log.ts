/**
 * JSON logs on stdout, with an allow-list: what is not on it does not appear, whatever the caller
 * passes (PRV-1).
 */

import { type DestinationStream, destination, type Logger, pino } from "pino";
import { explainError } from "./explain-error.ts";

export type { Logger };

const allowed = new Set([
  "requestId",
  "traceparent",
  "method",
  "route",
  "status",
  "durationMs",
  "actorId",
  "service",
  "upstream",
  "instance",
  "event",
  "eventType",
  "eventId",
  "topic",
  "partition",
  "offset",
  "attempt",
  "attempts",
  "count",
  "pending",
  "port",
  "adminPort",
  "rpcPort",
  "reason",
  "kind",
  "code",
  "constraint",
  "table",
  "routine",
  "group",
  "migration",
  "signal",
  "err",
  "bytes",
  "verifier",
  "sourceAddress",
  "name",
  "retryInMs",
]);

/**
 * An error without what it may quote: Postgres puts row values in `detail`, parsers put the text in
 * `message`.
 */
export function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, constraint, table, routine, kind } = error as Error & Record<string, unknown>;
  const isDatabase = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
  const stack = error.stack
    ?.split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 8)
    .join("\n");
  return {
    name: error.name,
    code,
    constraint,
    table,
    routine,
    kind,
    meaning: explainError(error),
    ...(!isDatabase && { message: messageOf(error) }),
    stack,
  };
}

/**
 * Messages of our own errors and of the runtime's system errors are safe; a parser's may quote its
 * input.
 */
function messageOf(error: Error): string {
  return error instanceof SyntaxError ? "syntax error" : error.message;
}

function onlyAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  for (const name in fields)
    if (!allowed.has(name)) return Object.fromEntries(Object.entries(fields).filter(([key]) => allowed.has(key)));
  return fields;
}

export function createLogger(service: string, level: string, stream?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: onlyAllowed,
      },
      serializers: { err: safeError },
    },
    // Written in pieces of many lines: a write per line is a tenth of a busy gateway's time, as
    // each wakes a thread and whoever reads. Flushed at exit.
    stream ?? destination({ dest: 1, sync: false, minLength: 49_152, maxWrite: 65_536, periodicFlush: 50 }),
  );
}
