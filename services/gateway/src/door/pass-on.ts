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
import type { DoorDeps } from "./door-deps.ts";

/** @param actor undefined on a public route. Throws 429, 403, and what is wrong with a body. */
export function passOn(exchange: Exchange, route: Route, actor: Actor | undefined, deps: DoorDeps): void {
  if (exchange.clientGone) return;
  exchange.actor = actor;
  if (deps.limiter) limitRate(exchange, deps.limiter);
  if (actor) admit(actor, route);
  const upstream = deps.upstreams.get(route.service);
  if (!upstream) throw new Error(`no upstream ${route.service}`);
  completeHeaders(exchange, route);
  if (hasBody(exchange.request)) passBodyOn(exchange, route, upstream, deps);
  else forward(exchange, upstream, null, deps.forwarding);
}

function passBodyOn(exchange: Exchange, route: Route, upstream: Upstream, deps: DoorDeps): void {
  const { request, response, actor } = exchange;
  const methods = request.method === "GET" ? deps.methodsOf(exchange.path) : [];
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
  const send = (body: Buffer | Readable) => forward(exchange, upstream, body, deps.forwarding);
  // A short body, or a stranger's, takes no place at the service before it is here: slow senders
  // keep nobody out.
  const sender = actor
    ? { user: actor.id, isMember: actor.ownRecordOnly }
    : { stranger: sourceKey(exchange.sourceAddress) };
  if (!actor || isShort(request)) deps.bodies.collect(request, route.bodyLimitBytes, sender, send, refuseRest);
  else send(streamBody(request, route.bodyLimitBytes, refuseRest));
}
