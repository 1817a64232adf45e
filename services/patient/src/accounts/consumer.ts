import { eventCodecs, topics } from "@pms/contracts/events/events";
import { type Consumer, startConsumer } from "@pms/kit/events/consumer";
import type { Deps } from "../deps.ts";
import { markAccountsOpen } from "./store/pending-accounts.ts";

/**
 * An account that billing says it has opened is no longer pending, even when the answer to our call
 * was lost.
 */
export function consumeBillingEvents({ database, log, logger, metrics }: Deps): Promise<Consumer> {
  return startConsumer({
    database: database.background,
    log,
    logger,
    metrics,
    group: "patient",
    topics: [topics.billing],
    types: ["BillingAccountCreated"],
    repeatable: true,
    handle: (tx, events) =>
      markAccountsOpen(
        tx,
        events.map(({ payload }) => eventCodecs.BillingAccountCreated.decode(payload)),
      ),
  });
}
