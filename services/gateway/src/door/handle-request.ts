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
import type { DoorDeps } from "./door-deps.ts";
import { handleUnrouted } from "./handle-unrouted.ts";
import { passOn } from "./pass-on.ts";

export type HandleRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;

export function createRequestHandler(deps: DoorDeps): HandleRequest {
  return (request, response, expectsContinue) => {
    const exchange = openExchange(request, response, { source: deps.sourceOf(request), expectsContinue });
    response.once("close", () => {
      if (!response.writableFinished) {
        exchange.clientGone = true;
        exchange.controller?.abort(new Error("the client is gone"));
      }
      deps.observe(exchange);
    });
    try {
      handle(exchange, deps);
    } catch (error) {
      refuse(exchange, error, deps);
    }
  };
}

function handle(exchange: Exchange, deps: DoorDeps): void {
  const { request, method } = exchange;
  const target = checkTarget(request.url ?? "");
  exchange.path = target.path;
  exchange.query = target.query;
  exchange.upstreamHeaders = readHeaders(request);
  deps.checkHost(exchange);
  allowOrigin(exchange, deps.cors);
  if (target.path.length > 1 && target.path.endsWith("/") && deps.table.methodsOf(target.path).length > 0)
    throw nothingAt(target.path, deps.table.methodsOf);
  const route = deps.table.find(method, target.path);
  if (!route) {
    handleUnrouted(exchange, deps);
    return;
  }
  exchange.route = route;
  if (route.isPublic) {
    passOn(exchange, route, undefined, deps);
    return;
  }
  const actor = identify(deps.verifier, route, request.headers.authorization, () => {
    if (deps.limiter) limitStranger(exchange, deps.limiter);
  });
  if (!(actor instanceof Promise)) passOn(exchange, route, actor, deps);
  else
    actor
      .then((verified) => passOn(exchange, route, verified, deps))
      .catch((error: unknown) => refuse(exchange, error, deps));
}

function refuse(exchange: Exchange, error: unknown, deps: DoorDeps): void {
  if (!(error instanceof ProblemError)) deps.onError(error, exchange);
  if (exchange.clientGone) return;
  answerProblem(
    exchange,
    error instanceof ProblemError ? error : new ProblemError("internal", undefined, { cause: error }),
  );
}
