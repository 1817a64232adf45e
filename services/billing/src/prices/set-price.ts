import type { PriceWrite } from "@pms/contracts/billing/prices";
import { auditMessage } from "@pms/kit/audit/audit";
import type { Caller } from "@pms/kit/audit/caller";
import { commitOnce, type KeptAnswer } from "@pms/kit/events/commit";
import { enqueueEvents } from "@pms/kit/events/outbox";
import type { IdempotentRequest } from "@pms/kit/http/idempotency";
import type { Deps } from "../deps.ts";
import { requireKnownFacility } from "../doors/require-known-facility.ts";
import { priceJson, priceRow } from "./price-json.ts";
import { requireOneCurrency, requireOwnPrice } from "./require-own-price.ts";
import { insertPrices } from "./store/prices.ts";

/**
 * Says what a service costs from a day on. What is posted keeps its amount, and what the list said
 * before stays to be read. 403 for another facility's price, 422 for an unknown facility.
 */
export async function setPrice(
  deps: Pick<Deps, "database" | "facilities" | "relay" | "now" | "currency">,
  caller: Caller,
  { price, key }: { price: PriceWrite; key: IdempotentRequest | undefined },
): Promise<KeptAnswer> {
  requireOneCurrency(price);
  requireOwnPrice(caller.actor, price.facilityId);
  await requireKnownFacility(deps.facilities, caller.actor, price.facilityId);
  return commitOnce(deps, key, async (tx) => {
    const row = priceRow(price, { setAt: deps.now(), setBy: caller.actor.id, currency: deps.currency });
    await insertPrices(tx, [row]);
    const audit = auditMessage("billing", caller.audit, {
      action: "billing.set-price",
      resourceType: "price",
      resourceId: row.id,
      details: { code: row.code, effectiveFrom: row.effective_from },
      ...(row.facility_id !== null && { facilityId: row.facility_id }),
    });
    await enqueueEvents(tx, [audit]);
    return { status: 201, body: priceJson(row) };
  });
}
