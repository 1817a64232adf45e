/** One attempt on one instance: the request goes out, and the answer comes back piece by piece. */
import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { discardBody } from "../bodies/discard-body.ts";
import { type Instance, InstanceSilentError, noteSuccess } from "../upstreams/instance.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { responseHeaders } from "./response-headers.ts";

/** How long a client may stop reading, or a service pause between two pieces of an answer. */
const pieceTimeoutMs = 60_000;
/** Revoked tokens are remembered this much longer than they live, for clocks that differ. */
const skewSeconds = 60;

type OnFailure = (outgoing: OutgoingRequest, instance: Instance, sent: boolean, error: Error) => void;

export function sendTo(instance: Instance, outgoing: OutgoingRequest, onFailure: OnFailure): void {
  const { exchange, body } = outgoing;
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
    receive(outgoing, instance, onFailure),
  );
}

function receive(outgoing: OutgoingRequest, instance: Instance, onFailure: OnFailure): Dispatcher.DispatchHandler {
  const { exchange, upstream } = outgoing;
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
      beginAnswer(outgoing, status, headers);
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
      onFailure(outgoing, instance, sent, error);
    },
  };
}

function beginAnswer({ exchange, forwarding }: OutgoingRequest, status: number, headers: IncomingHttpHeaders): void {
  const { route, actor, response } = exchange;
  exchange.answered = true;
  // Before the answer leaves: whoever sees it may rely on it (TOK-3).
  if (route?.revokesSession && status === 204 && actor)
    forwarding.revocations.add(actor.sessionId, actor.expiresAt + skewSeconds);
  response.writeHead(status, responseHeaders(exchange, headers));
}
