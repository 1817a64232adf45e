/** The life of a request, the hot path: checked, matched, identified, passed on, observed. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { nothingAt } from "@pms/kit/http/unmatched";
import { ProblemError } from "@pms/kit/problem/problem";
import { identify } from "../admission/admit.ts";
import { limitStranger } from "../admission/limit-rate.ts";
import { answerProblem } from "../exchange/answer-problem.ts";
import { type Exchange, openExchange } from "../exchange/exchange.ts";
import { checkTarget } from "../request-rules/check-target.ts";
import { allowOrigin } from "../request-rules/cors.ts";
import { readHeaders } from "../request-rules/read-headers.ts";
import type { DoorParts } from "./door-parts.ts";
import { handleUnrouted } from "./handle-unrouted.ts";
import { passOn } from "./pass-on.ts";

export type HandleRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;

export function createRequestHandler(parts: DoorParts): HandleRequest {
  return (request, response, expectsContinue) => {
    const exchange = openExchange(request, response, { source: parts.sourceOf(request), expectsContinue });
    response.once("close", () => {
      if (!response.writableFinished) {
        exchange.clientGone = true;
        exchange.controller?.abort(new Error("the client is gone"));
      }
      parts.observe(exchange);
    });
    try {
      handle(exchange, parts);
    } catch (error) {
      refuse(exchange, error, parts);
    }
  };
}

function handle(exchange: Exchange, parts: DoorParts): void {
  const { request, method } = exchange;
  const target = checkTarget(request.url ?? "");
  exchange.path = target.path;
  exchange.query = target.query;
  exchange.upstreamHeaders = readHeaders(request);
  parts.checkHost(exchange);
  allowOrigin(exchange, parts.cors);
  if (target.path.length > 1 && target.path.endsWith("/") && parts.table.methodsOf(target.path).length > 0)
    throw nothingAt(target.path, parts.table.methodsOf);
  const route = parts.table.find(method, target.path);
  if (!route) {
    handleUnrouted(exchange, parts);
    return;
  }
  exchange.route = route;
  if (route.isPublic) {
    passOn(exchange, route, undefined, parts);
    return;
  }
  const actor = identify(parts.verifier, route, request.headers.authorization, () => {
    if (parts.limiter) limitStranger(exchange, parts.limiter);
  });
  if (!(actor instanceof Promise)) passOn(exchange, route, actor, parts);
  else
    actor
      .then((verified) => passOn(exchange, route, verified, parts))
      .catch((error: unknown) => refuse(exchange, error, parts));
}

function refuse(exchange: Exchange, error: unknown, parts: DoorParts): void {
  if (!(error instanceof ProblemError)) parts.onError(error, exchange);
  if (exchange.clientGone) return;
  answerProblem(
    exchange,
    error instanceof ProblemError ? error : new ProblemError("internal", undefined, { cause: error }),
  );
}
