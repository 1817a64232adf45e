/**
 * Sends a request to an instance and streams the answer back, both ways with back-pressure and
 * without buffering.
 */
import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Revocations } from "@pms/kit/trust/revocations";
import type { Dispatcher } from "undici";
import { awaitReturn } from "../upstreams/await-return.ts";
import { type Instance, InstanceSilentError, noteFailure, noteRefused, noteSuccess } from "../upstreams/instance.ts";
import { healthOf, pickInstance, type Upstream } from "../upstreams/upstream.ts";
import { answerProblem } from "./answer-problem.ts";
import { sourceKey } from "./client-address.ts";
import { discardBody } from "./discard-body.ts";
import type { Exchange } from "./exchange.ts";
import { type Fault, faultOf } from "./fault.ts";
import { responseHeaders } from "./response-headers.ts";

/** How long a client may stop reading, or a service pause between two pieces of an answer. */
const pieceTimeoutMs = 60_000;
/** Revoked tokens are remembered this much longer than they live, for clocks that differ. */
const skewSeconds = 60;

export type Forwarding = {
  revocations: Revocations;
  /** Told of what operators want to count. */
  onEvent: (event: "retry" | "ejected" | "breaker-open", upstream: Upstream) => void;
};
type Journey = { exchange: Exchange; upstream: Upstream; body: Buffer | Readable | null; forwarding: Forwarding };

export function forward(exchange: Exchange, upstream: Upstream, body: Journey["body"], forwarding: Forwarding): void {
  const instance = pickInstance(upstream, exchange.tried, performance.now());
  if (instance === undefined) {
    const detail = healthOf(upstream) === "silent" ? silent : absent;
    answerWhenBack({ exchange, upstream, body, forwarding }, unavailable(undefined, detail));
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
  send({ exchange, upstream, body, forwarding }, instance);
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
function answerWhenBack(journey: Journey, problem: ProblemError): void {
  const { exchange, upstream, body, forwarding } = journey;
  if (isRead(journey) && !exchange.awaited) {
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

/** It changes nothing, and can be sent again. */
function isRead({ exchange: { method }, body }: Journey): boolean {
  return body === null && (method === "GET" || method === "HEAD");
}

function unavailable(cause?: unknown, detail?: string): ProblemError {
  return new ProblemError("unavailable", detail, { headers: { "retry-after": "1" }, cause });
}

function send(journey: Journey, instance: Instance): void {
  const { exchange, body } = journey;
  const { route, method, path, query } = exchange;
  exchange.tried.push(instance);
  instance.pending += 1;
  instance.pool.dispatch(
    {
      method,
      path: (route?.rewrite ? route.rewrite(path) : path) + query,
      headers: exchange.upstreamHeaders,
      body,
      headersTimeout: route?.timeoutMs ?? null,
      bodyTimeout: pieceTimeoutMs,
    },
    receive(journey, instance),
  );
}

function receive(journey: Journey, instance: Instance): Dispatcher.DispatchHandler {
  const { exchange, upstream } = journey;
  const { response } = exchange;
  let sent = false;
  let expectedBytes = -1;
  let ended = false;
  let giveUp = (_reason: Error) => {};
  return {
    onRequestStart(controller) {
      sent = true;
      exchange.controller = controller;
      giveUp = (reason) => controller.abort(reason);
      instance.unanswered.add(giveUp);
      if (instance.health === "silent") giveUp(new InstanceSilentError("the instance is silent"));
      if (exchange.answered || exchange.clientGone) controller.abort(new Error("nobody waits for the answer"));
    },
    onResponseStart(controller, status, headers) {
      if (status < 200 || exchange.answered) return;
      instance.unanswered.delete(giveUp);
      noteSuccess(instance);
      upstream.breaker.succeeded();
      expectedBytes = Number(headers["content-length"] ?? -1);
      begin(journey, status, headers);
      response.on("drain", () => controller.resume());
    },
    onResponseData(controller, chunk) {
      exchange.bytes += chunk.byteLength;
      if (chunk.byteLength === expectedBytes) {
        ended = true;
        response.end(chunk);
      } else if (!response.write(chunk)) controller.pause();
    },
    onResponseEnd() {
      instance.pending -= 1;
      exchange.controller = undefined;
      if (!ended) response.end();
      discardBody(exchange.request);
    },
    onResponseError(_controller, error) {
      instance.pending -= 1;
      instance.unanswered.delete(giveUp);
      exchange.controller = undefined;
      fail(journey, instance, sent, error);
    },
  };
}

function begin({ exchange, forwarding }: Journey, status: number, headers: IncomingHttpHeaders): void {
  const { route, actor, response } = exchange;
  exchange.answered = true;
  // Before the answer leaves: whoever sees it may rely on it (TOK-3).
  if (route?.revokesSession && status === 204 && actor)
    forwarding.revocations.add(actor.sessionId, actor.expiresAt + skewSeconds);
  response.writeHead(status, responseHeaders(exchange, headers));
}

function fail(journey: Journey, instance: Instance, sent: boolean, error: Error): void {
  const { exchange, upstream, forwarding } = journey;
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
  const other = mayRetry(journey, fault) ? pickInstance(upstream, exchange.tried, performance.now()) : undefined;
  if (other !== undefined && other !== "busy") {
    forwarding.onEvent("retry", upstream);
    send(journey, other);
  } else if (fault === "refused" || fault === "broken") answerWhenBack(journey, problemOf(journey, fault, error));
  else answerProblem(exchange, problemOf(journey, fault, error));
}

/**
 * Nothing was sent: always. Something was: only what changes nothing, and within the budget; what
 * was sent to one that fell silent is no load any more. Never after a deadline.
 */
function mayRetry(journey: Journey, fault: Fault): boolean {
  const { upstream, body } = journey;
  if (fault === "refused") return !(body instanceof Readable && body.destroyed);
  if (!isRead(journey)) return false;
  return fault === "silent" || (fault === "broken" && upstream.retries.spend());
}

function problemOf(journey: Journey, fault: Fault, cause: Error): ProblemError {
  if (fault === "refused") return unavailable(cause, absent);
  if (fault === "silent") return unavailable(cause, isRead(journey) ? silent : `${silent} ${uncertain}`);
  if (fault === "late") return new ProblemError("timed-out", undefined, { cause });
  if (fault === "request") return new ProblemError("malformed", undefined, { cause });
  return new ProblemError("bad-gateway", undefined, { cause });
}

const absent = "The service is not running just now. Try again in a moment.";
const silent = "The service does not answer just now. Try again in a moment.";
const uncertain = "Whether it did what was asked is not known: send the same again, with the same Idempotency-Key.";
