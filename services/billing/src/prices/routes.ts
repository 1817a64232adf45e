import {
  Price,
  PriceImport,
  PriceImportResult,
  PriceList,
  PriceQuote,
  PriceQuoteQuery,
  PriceWrite,
} from "@pms/contracts/billing/prices";
import { Code, Id, LocalDate, PageQuery } from "@pms/contracts/http/common";
import { writtenText } from "@pms/contracts/text/written";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { readIdempotencyKey, sendAnswer } from "@pms/kit/http/idempotency";
import { addRoute } from "@pms/kit/http/route";
import { actorOf } from "@pms/kit/trust/access";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { importPrices } from "./import-prices.ts";
import { priceJson } from "./price-json.ts";
import { quotePrice } from "./quote-price.ts";
import { readPriceList } from "./read-price-list.ts";
import { pricesInReach } from "./require-own-price.ts";
import { setPrice } from "./set-price.ts";
import { listPricesOfCode } from "./store/prices.ts";

export const PriceListQuery = Type.Object({
  ...Type.Omit(Type.Object(PageQuery), ["total"]).properties,
  asOf: Type.Optional(LocalDate),
  facilityId: Type.Optional(Id),
  category: Type.Optional(writtenText(100)),
  q: Type.Optional(writtenText(100)),
});
const tags = ["prices"];
/** What the gateway lets in on this route. */
const fileMaxBytes = 4 * 1_048_576;
const changesMax = 200;

export function addPrices(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/prices",
    operationId: "listPrices",
    summary: "The price list of a day, today in UTC unless another is named",
    description:
      "By code, then facility, payer and currency. `q` is the beginning of a code or part of a description; with a facility, its own prices and those for everybody.",
    tags,
    access: "price:read",
    querystring: PriceListQuery,
    response: { 200: PriceList },
    handler: async (request) => readPriceList(deps, callerOf(request), request.query),
  });
  addRoute(app, {
    method: "GET",
    url: "/api/billing/prices/changes",
    operationId: "listPriceChanges",
    summary: "Every price that a code ever had or will have, the latest first",
    tags,
    access: "price:read",
    querystring: Type.Object({ code: Code }),
    response: { 200: Type.Object({ data: Type.Array(Price) }) },
    handler: async (request) => {
      const facilityIds = pricesInReach(actorOf(request));
      const { code } = request.query;
      const rows = await listPricesOfCode(deps.database.pool, { code, facilityIds, limit: changesMax });
      return { data: rows.map(priceJson) };
    },
  });
  addRoute(app, {
    method: "GET",
    url: "/api/billing/prices/quote",
    operationId: "quotePrice",
    summary: "What one unit of a service costs on a day; 404 where the list has no price",
    description:
      "The price of the payer at the facility goes before that of the payer, that before the facility's, and that before the one for everybody.",
    tags,
    access: "price:read",
    querystring: PriceQuoteQuery,
    response: { 200: PriceQuote },
    handler: async (request) => quotePrice(deps, callerOf(request), request.query),
  });
  addRoute(app, {
    method: "POST",
    url: "/api/billing/prices",
    operationId: "setPrice",
    summary: "Say what a service costs from a day on; what is posted keeps its amount",
    tags,
    access: "price:manage",
    idempotencyKey: "optional",
    body: PriceWrite,
    response: { 201: Price },
    handler: async (request, reply) => {
      const key = readIdempotencyKey(request);
      return sendAnswer(reply, await setPrice(deps, callerOf(request), { price: request.body, key }));
    },
  });
  addRoute(app, {
    method: "POST",
    url: "/api/billing/prices/imports",
    operationId: "importPrices",
    summary: "Set the prices of a CSV file, all of them or none",
    tags,
    access: "price:manage",
    idempotencyKey: "optional",
    bodyLimit: fileMaxBytes,
    body: PriceImport,
    response: { 200: PriceImportResult },
    handler: async (request, reply) => {
      const key = readIdempotencyKey(request);
      return sendAnswer(reply, await importPrices(deps, callerOf(request), { file: request.body, key }));
    },
  });
}
