/** Which instance gets a request, and what becomes of it when that one fails or none is there. */
import { Readable } from "node:stream";
import type { ProblemError } from "@pms/kit/problem/problem";
import { answerProblem } from "../exchange/answer-problem.ts";
import { sourceKey } from "../exchange/client-address.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { awaitReturn } from "../upstreams/await-return.ts";
import { type Instance, noteFailure, noteRefused } from "../upstreams/instance.ts";
import { healthOf, pickInstance, type Upstream } from "../upstreams/upstream.ts";
import { type Fault, faultOf } from "./fault.ts";
import { absent, problemOf, silent, unavailable } from "./fault-problems.ts";
import { type Forwarding, isRead, type OutgoingRequest } from "./outgoing-request.ts";
import { sendTo } from "./send-to.ts";

/** Sends a request to an instance and streams the answer back, both ways with back-pressure. */
export function forward(
  exchange: Exchange,
  upstream: Upstream,
  body: OutgoingRequest["body"],
  forwarding: Forwarding,
): void {
  const outgoing = { exchange, upstream, body, forwarding };
  const instance = pickInstance(upstream, exchange.tried, performance.now());
  if (instance === undefined) {
    const detail = healthOf(upstream) === "silent" ? silent : absent;
    answerWhenBack(outgoing, unavailable(undefined, detail));
    return;
  }
  if (instance === "busy" || !upstream.breaker.allows(performance.now())) {
    answerProblem(exchange, unavailable());
    return;
  }
  if (body instanceof Readable && !takeUploadPlace(exchange, upstream, body)) {
    body.destroy();
    answerProblem(exchange, unavailable());
    return;
  }
  upstream.retries.earn();
  sendTo(instance, outgoing, fail);
}

/** Strangers' bodies are collected before: who streams one has signed in. */
function takeUploadPlace(exchange: Exchange, upstream: Upstream, body: Readable): boolean {
  const { actor, sourceAddress } = exchange;
  const source = sourceKey(sourceAddress);
  const giveBack = upstream.uploads.take({
    user: actor?.id ?? source,
    source,
    isMember: actor?.ownRecordOnly ?? true,
  });
  if (!giveBack) return false;
  body.once("close", giveBack);
  exchange.response.once("close", () => body.destroy());
  return true;
}

/** No instance is there: a read waits a moment for one to return, all else is told so. */
function answerWhenBack(outgoing: OutgoingRequest, problem: ProblemError): void {
  const { exchange, upstream, body, forwarding } = outgoing;
  if (isRead(outgoing) && !exchange.awaited) {
    exchange.awaited = true;
    const isWaiting = awaitReturn(upstream, (isBack) => {
      if (exchange.clientGone) return;
      exchange.tried = [];
      if (isBack) forward(exchange, upstream, body, forwarding);
      else answerProblem(exchange, problem);
    });
    if (isWaiting) return;
  }
  answerProblem(exchange, problem);
}

/** @param sent whether any of the request may have reached the instance */
function fail(outgoing: OutgoingRequest, instance: Instance, sent: boolean, error: Error): void {
  const { exchange, upstream, forwarding } = outgoing;
  if (exchange.clientGone) return;
  if (exchange.answered) {
    if (!exchange.response.writableEnded) exchange.response.destroy();
    return;
  }
  const fault = faultOf(error, sent);
  if (fault !== "request") {
    if (fault === "refused") noteRefused(instance);
    else if (noteFailure(instance, performance.now())) forwarding.onEvent("ejected", upstream);
    if (upstream.breaker.failed(performance.now())) forwarding.onEvent("breaker-open", upstream);
  }
  const other = mayRetry(outgoing, fault) ? pickInstance(upstream, exchange.tried, performance.now()) : undefined;
  if (other !== undefined && other !== "busy") {
    forwarding.onEvent("retry", upstream);
    sendTo(other, outgoing, fail);
    return;
  }
  const problem = problemOf(fault, error, isRead(outgoing));
  if (fault === "refused" || fault === "broken") answerWhenBack(outgoing, problem);
  else answerProblem(exchange, problem);
}

/**
 * What never left is always sent again; what did, only if it changes nothing and the budget allows
 * it, or the instance fell silent and bears no load of it. After a deadline nothing is.
 */
function mayRetry(outgoing: OutgoingRequest, fault: Fault): boolean {
  const { upstream, body } = outgoing;
  if (fault === "refused") return !(body instanceof Readable && body.destroyed);
  if (!isRead(outgoing)) return false;
  return fault === "silent" || (fault === "broken" && upstream.retries.spend());
}
