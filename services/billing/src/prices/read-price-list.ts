import type { Price } from "@pms/contracts/billing/prices";
import type { Page } from "@pms/contracts/http/common";
import type { Caller } from "@pms/kit/audit/caller";
import { decodeCursor, foreignCursor } from "@pms/kit/paging/cursor";
import { pageOf } from "@pms/kit/paging/page";
import { todayUtc } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { priceJson } from "./price-json.ts";
import { pricesInReach } from "./require-own-price.ts";
import { listPrices, type PriceRow } from "./store/prices.ts";

type PriceListQuery = {
  limit?: number;
  cursor?: string;
  asOf?: string;
  facilityId?: string;
  category?: string;
  q?: string;
};

/** A page of what is on the list on a day, of the facilities in the caller's reach and for all. */
export async function readPriceList(
  { database, now, currency }: Pick<Deps, "database" | "now" | "currency">,
  { actor }: Caller,
  query: PriceListQuery,
): Promise<{ data: Price[]; page: Page; currency: string }> {
  const { limit = 50, asOf = todayUtc(now()), q = null, category = null } = query;
  const binding = { actorId: actor.id, query };
  const after = positionIn(decodeCursor(query.cursor, binding));
  const facilityIds = pricesInReach(actor, query.facilityId);
  const found = await listPrices(database.pool, { asOf, facilityIds, search: q, category, after, limit: limit + 1 });
  const { rows, page } = pageOf(found, { limit, binding, positionOf });
  return { data: rows.map(priceJson), page, currency };
}

function positionOf({ code, facility_id, payer, currency }: PriceRow): string[] {
  return [code.toUpperCase(), facility_id ?? "", payer?.toLowerCase() ?? "", currency];
}

function positionIn(decoded: (string | number | null)[] | undefined): string[] | null {
  if (!decoded) return null;
  const texts = decoded.filter((each) => typeof each === "string");
  if (texts.length !== 4) throw foreignCursor();
  return texts;
}
