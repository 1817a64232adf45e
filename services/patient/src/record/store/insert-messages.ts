import { type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";
import type { Parameters } from "./scope.ts";

/**
 * Rows of the outbox for a statement whose CTE `written` has one row when there is something to
 * tell, else none; with a condition on the message `m`, those of `written` that fit.
 */
export function insertMessages(
  messages: readonly OutboxEvent[],
  bound: Parameters,
  written = "patient",
  condition = "TRUE",
): string {
  return `INSERT INTO outbox (${outboxColumns}) SELECT ${outboxColumns.replaceAll(/\w+/g, "m.$&")}
    FROM ${written}, outbox_messages(${outboxArguments(messages).map(bound.add).join(", ")}) m
    WHERE ${condition} ORDER BY m.n`;
}
