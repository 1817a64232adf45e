/** Answers with a problem on the bare response, where no framework is in between. */
import { type ProblemError, problemBody } from "@pms/kit/problem/problem";
import { discardBody } from "../bodies/discard-body.ts";
import type { Exchange } from "./exchange.ts";
import { closedPolicy, securityHeaders } from "./security-headers.ts";

/**
 * When part of an answer is out already the connection is cut, so that nobody takes the part for
 * the whole.
 */
export function answerProblem(exchange: Exchange, problem: ProblemError): void {
  const { request, response, requestId } = exchange;
  exchange.answered = true;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(problemBody(problem, exchange.route?.patterns[0]?.text, requestId)));
  const headers = [
    ...["content-type", "application/problem+json", "content-length", String(body.byteLength)],
    ...["cache-control", "no-store", "x-request-id", requestId, "content-security-policy", closedPolicy],
    ...securityHeaders(exchange.isSecure),
    ...exchange.extraHeaders,
    ...Object.entries(problem.headers).flat(),
  ];
  // A client that was never told to go on may or may not send the body: only a new connection is
  // unambiguous.
  if (exchange.expectsContinue) headers.push("connection", "close");
  exchange.bytes = body.byteLength;
  response.writeHead(problem.status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
  discardBody(request);
}
