/** A request whose caller is known: counted, admitted, and forwarded with its body. */
import type { Readable } from "node:stream";
import { methodNotAllowed } from "@pms/kit/http/unmatched";
import type { ProblemError } from "@pms/kit/problem/problem";
import type { Actor } from "@pms/kit/trust/access";
import { admit } from "../admission/admit.ts";
import { limitRate } from "../admission/limit-rate.ts";
import { checkBody, hasBody, isShort, streamBody } from "../bodies/request-body.ts";
import { answerProblem } from "../exchange/answer-problem.ts";
import { sourceKey } from "../exchange/client-address.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { completeHeaders } from "../forwarding/complete-headers.ts";
import { forward } from "../forwarding/forward.ts";
import type { Route } from "../route-table/route.ts";
import type { Upstream } from "../upstreams/upstream.ts";
import type { DoorParts } from "./door-parts.ts";

/** @param actor undefined on a public route. Throws 429, 403, and what is wrong with a body. */
export function passOn(exchange: Exchange, route: Route, actor: Actor | undefined, parts: DoorParts): void {
  if (exchange.clientGone) return;
  exchange.actor = actor;
  if (parts.limiter) limitRate(exchange, parts.limiter);
  if (actor) admit(actor, route);
  const upstream = parts.upstreams.get(route.service);
  if (!upstream) throw new Error(`no upstream ${route.service}`);
  completeHeaders(exchange, route);
  if (hasBody(exchange.request)) passBodyOn(exchange, route, upstream, parts);
  else forward(exchange, upstream, null, parts.forwarding);
}

function passBodyOn(exchange: Exchange, route: Route, upstream: Upstream, parts: DoorParts): void {
  const { request, response, actor } = exchange;
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
