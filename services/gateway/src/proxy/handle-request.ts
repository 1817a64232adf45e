/**
 * The life of a request: checked, matched, admitted, counted, forwarded, observed. The hot path of
 * the system.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { methodNotAllowed, nothingAt } from "@pms/kit/http/unmatched";
import { continueTrace } from "@pms/kit/observe/trace";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import type { Verifier } from "@pms/kit/trust/verifier";
import type { Route } from "../route-table/route.ts";
import type { RouteTable } from "../route-table/route-table.ts";
import type { Upstream } from "../upstreams/upstream.ts";
import { admit, identify } from "./admit.ts";
import { answerProblem } from "./answer-problem.ts";
import { checkTarget } from "./check-target.ts";
import { type Source, sourceKey } from "./client-address.ts";
import type { BodyCollector } from "./collect-bodies.ts";
import { allowOrigin, type Cors, preflightHeaders } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import { type Forwarding, forward } from "./forward.ts";
import { limitRate, limitStranger } from "./limit-rate.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { readHeaders } from "./read-headers.ts";
import { checkBody, hasBody, isShort, streamBody } from "./request-body.ts";
import { closedPolicy, securityHeaders } from "./security-headers.ts";

export type GatewayParts = {
  table: RouteTable;
  /** Those that a path of the API really takes, none when it is nobody's. */
  methodsOf: (path: string) => readonly string[];
  upstreams: ReadonlyMap<string, Upstream>;
  verifier: Verifier;
  /** Undefined: no limits. */
  limiter: RateLimiter | undefined;
  cors: Cors;
  checkHost: (exchange: Exchange) => void;
  sourceOf: (request: IncomingMessage) => Source;
  bodies: BodyCollector;
  forwarding: Forwarding;
  observe: (exchange: Exchange) => void;
  /** The gateway's own pages: everything that no route takes. */
  own: (request: IncomingMessage, response: ServerResponse) => void;
  onError: (error: unknown, exchange: Exchange) => void;
};
export type HandleRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;

export function createRequestHandler(parts: GatewayParts): HandleRequest {
  return (request, response, expectsContinue) => {
    const exchange = open(request, response, expectsContinue, parts);
    try {
      handle(exchange, parts);
    } catch (error) {
      refuse(exchange, error, parts);
    }
  };
}

function open(
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  parts: GatewayParts,
): Exchange {
  const source = parts.sourceOf(request);
  const exchange: Exchange = {
    request,
    response,
    requestId: randomUUID(),
    startedAtMs: performance.now(),
    method: request.method ?? "",
    path: "",
    query: "",
    route: undefined,
    actor: undefined,
    sourceAddress: source.address,
    isSecure: source.isSecure,
    upstreamHeaders: [],
    extraHeaders: [],
    expectsContinue,
    tried: [],
    awaited: false,
    controller: undefined,
    answered: false,
    clientGone: false,
    bytes: 0,
  };
  response.once("close", () => {
    if (!response.writableFinished) {
      exchange.clientGone = true;
      exchange.controller?.abort(new Error("the client is gone"));
    }
    parts.observe(exchange);
  });
  return exchange;
}

function handle(exchange: Exchange, parts: GatewayParts): void {
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
    pass(exchange, route, undefined, parts);
    return;
  }
  const actor = identify(parts.verifier, route, request.headers.authorization, () => {
    if (parts.limiter) limitStranger(exchange, parts.limiter);
  });
  if (!(actor instanceof Promise)) pass(exchange, route, actor, parts);
  else
    actor
      .then((verified) => pass(exchange, route, verified, parts))
      .catch((error: unknown) => refuse(exchange, error, parts));
}

const ownMethods: readonly string[] = ["GET", "HEAD"];

/** A path of a route, but not its method; or one of the gateway's own pages. */
function handleUnrouted(exchange: Exchange, parts: GatewayParts): void {
  const { request, response, method, path, requestId } = exchange;
  const methods =
    path.startsWith("/api/") || parts.table.methodsOf(path).length > 0 ? parts.methodsOf(path) : ownMethods;
  if (methods.length === 0) throw notFound();
  if (method === "OPTIONS") {
    const headers = [...securityHeaders(exchange.isSecure), "x-request-id", requestId, ...exchange.extraHeaders];
    response.writeHead(204, [...headers, ...preflightHeaders(exchange, parts.cors, methods)]).end();
    return;
  }
  if (methods !== ownMethods || !ownMethods.includes(method)) throw methodNotAllowed(methods);
  if (hasBody(request)) checkBody(request, 0);
  request.headers["x-request-id"] = requestId;
  response.setHeader("content-security-policy", closedPolicy);
  for (const headers of [securityHeaders(exchange.isSecure), exchange.extraHeaders])
    for (let i = 0; i < headers.length; i += 2) response.setHeader(headers[i] ?? "", headers[i + 1] ?? "");
  parts.own(request, response);
}

function pass(exchange: Exchange, route: Route, actor: Actor | undefined, parts: GatewayParts): void {
  const { request, response, clientGone } = exchange;
  if (clientGone) return;
  exchange.actor = actor;
  if (parts.limiter) limitRate(exchange, parts.limiter);
  if (actor) admit(actor, route);
  const upstream = parts.upstreams.get(route.service);
  if (!upstream) throw new Error(`no upstream ${route.service}`);
  completeHeaders(exchange, route);
  if (!hasBody(request)) {
    forward(exchange, upstream, null, parts.forwarding);
    return;
  }
  const methods = request.method === "GET" ? parts.methodsOf(exchange.path) : [];
  if (methods.length > 0 && !methods.includes("GET")) throw methodNotAllowed(methods);
  checkBody(request, route.bodyLimitBytes);
  if (exchange.expectsContinue) {
    response.writeContinue();
    exchange.expectsContinue = false;
  }
  const refuseRest = (problem: ProblemError) => {
    answerProblem(exchange, problem);
    exchange.controller?.abort(problem);
  };
  const send = (body: Buffer | Readable) => forward(exchange, upstream, body, parts.forwarding);
  // A short body, or a stranger's, takes no place at the service before it is here: slow senders
  // keep nobody out.
  const sender = actor
    ? { user: actor.id, isMember: actor.ownRecordOnly }
    : { stranger: sourceKey(exchange.sourceAddress) };
  if (!actor || isShort(request)) parts.bodies.collect(request, route.bodyLimitBytes, sender, send, refuseRest);
  else send(streamBody(request, route.bodyLimitBytes, refuseRest));
}

function completeHeaders(exchange: Exchange, route: Route): void {
  const { request } = exchange;
  const { headers } = request;
  if (route.removedRequestHeaders.size > 0)
    exchange.upstreamHeaders = without(exchange.upstreamHeaders, route.removedRequestHeaders);
  const { upstreamHeaders } = exchange;
  for (const name of route.forwardedHeaders) {
    const value = headers[name];
    if (typeof value === "string") upstreamHeaders.push(name, value);
  }
  const { traceparent, host } = headers;
  upstreamHeaders.push(
    ...["x-request-id", exchange.requestId],
    ...["traceparent", continueTrace(typeof traceparent === "string" ? traceparent : undefined)],
    ...["x-forwarded-for", exchange.sourceAddress, "x-forwarded-proto", exchange.isSecure ? "https" : "http"],
  );
  if (host !== undefined) upstreamHeaders.push("x-forwarded-host", host);
  if (route.addedRequestHeaders.length > 0) upstreamHeaders.push(...route.addedRequestHeaders);
}

function without(headers: readonly string[], names: ReadonlySet<string>): string[] {
  return headers.filter((_, index) => !names.has((headers[index - (index % 2)] ?? "").toLowerCase()));
}

function refuse(exchange: Exchange, error: unknown, parts: GatewayParts): void {
  if (!(error instanceof ProblemError)) parts.onError(error, exchange);
  if (exchange.clientGone) return;
  answerProblem(
    exchange,
    error instanceof ProblemError ? error : new ProblemError("internal", undefined, { cause: error }),
  );
}
