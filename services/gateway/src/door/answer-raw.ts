/** A problem for what is not HTTP, or not HTTP that anybody handles: written on the bare socket. */
import { randomUUID } from "node:crypto";
import { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ProblemKind } from "@pms/contracts/http/problems";
import { rawProblem } from "@pms/kit/http/raw-problem";
import { allowOf } from "@pms/kit/http/unmatched";
import { plainAddress } from "../exchange/client-address.ts";
import { closedPolicy, securityHeaders } from "../exchange/security-headers.ts";
import type { RawRefusal } from "../observe/access-log.ts";
import { methods } from "../route-table/schema.ts";

type OnRefusal = (refusal: RawRefusal) => void;

export function answerClientError(error: Error & { code?: string }, socket: Socket, onRefusal: OnRefusal): void {
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else if (error.code === "HPE_HEADER_OVERFLOW") answerRaw(socket, 431, "headers-too-large", onRefusal);
  else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") answerRaw(socket, 408, "malformed", onRefusal);
  else answerRaw(socket, 400, "malformed", onRefusal);
}

/** @param method where one could be read and nobody has begun to handle the request */
export function answerRaw(
  socket: Socket,
  status: number,
  kind: ProblemKind,
  onRefusal: OnRefusal,
  method?: string,
): void {
  const current = "_httpMessage" in socket ? socket._httpMessage : undefined;
  if (current instanceof ServerResponse) {
    // What failed came after a whole request: that one gets its own answer, and the connection ends
    // with it.
    if (current.req.complete) {
      if (current.shouldKeepAlive) current.once("finish", () => socket.destroySoon());
      current.shouldKeepAlive = false;
      return;
    }
    // Part of an answer is out already: a second one in the middle of it would be read as its
    // content.
    if (current.headersSent) {
      socket.destroy();
      return;
    }
    current.statusCode = status;
  }
  const requestId = randomUUID();
  // A request that is being handled has a line of its own in the access log, which is to say how it
  // ended.
  if (method !== undefined || !(current instanceof ServerResponse)) {
    const sourceAddress = plainAddress(socket.remoteAddress ?? "unknown");
    onRefusal({ requestId, method: method ?? "unknown", status, sourceAddress });
  }
  const headers = [
    ...["x-request-id", requestId, "content-security-policy", closedPolicy],
    ...(status === 405 ? ["allow", allowOf(methods)] : []),
    ...securityHeaders(false),
  ];
  socket.end(rawProblem(kind, { status, headers }), () => socket.destroySoon());
}
