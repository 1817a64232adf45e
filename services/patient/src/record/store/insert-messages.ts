import { constant, type Fragment, join, sql } from "@pms/kit/db/statement";
import { type OutboxEvent, outboxArguments, outboxColumns } from "@pms/kit/events/outbox";

const columns = constant(outboxColumns);
const ofMessage = constant(outboxColumns.replaceAll(/\w+/g, "m.$&"));

/**
 * Rows of the outbox for a statement whose CTE `written` has one row when there is something to
 * tell, else none; with a condition on the message `m`, those of `written` that fit.
 */
export function insertMessages(
  messages: readonly OutboxEvent[],
  written: Fragment = sql`patient`,
  condition: Fragment = sql`TRUE`,
): Fragment {
  const given = join(
    outboxArguments(messages).map((argument) => sql`${argument}`),
    ", ",
  );
  return sql`INSERT INTO outbox (${columns}) SELECT ${ofMessage} FROM ${written}, outbox_messages(${given}) m
    WHERE ${condition} ORDER BY m.n`;
}
