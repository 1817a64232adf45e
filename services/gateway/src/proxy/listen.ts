/**
 * The public socket: strict parsing, bounded heads, slow clients cut, and a problem even for what
 * is not HTTP.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { ProblemKind } from "@pms/contracts/http/problems";
import { limitConnections } from "@pms/kit/http/limit-connections";
import { rawProblem } from "@pms/kit/http/raw-problem";
import { allowOf } from "@pms/kit/http/unmatched";
import type { Logger } from "@pms/kit/observe/log";
import { methods } from "../route-table/schema.ts";
import { plainAddress, sourceKey } from "./client-address.ts";
import type { HandleRequest } from "./handle-request.ts";
import type { RawRefusal } from "./observe.ts";
import { closedPolicy, securityHeaders } from "./security-headers.ts";

export type PublicServer = {
  port: number;
  /** Serves on, but every answer from now on asks the client to come back on another connection. */
  drain(): void;
  stop(graceMs: number): Promise<void>;
};
export type ListenOptions = {
  host: string;
  port: number;
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
  /**
   * Beyond these a connection is refused: each may hold a head of 16 KiB and the start of a body.
   */
  connectionsMax: number;
  connectionsPerSourceMax: number;
  /** A trusted proxy stands for many sources. */
  isProxy(address: string): boolean;
};
export type DoorEvents = { logger: Logger; onRefusal(refusal: RawRefusal): void; onDropped(): void };

export async function listen(
  options: ListenOptions,
  handle: HandleRequest,
  { logger, onRefusal, onDropped }: DoorEvents,
): Promise<PublicServer> {
  const server = createServer({
    maxHeaderSize: 16_384,
    requireHostHeader: false, // checked with everything else, and answered with a problem
    insecureHTTPParser: false,
    keepAliveTimeout: 65_000,
    headersTimeout: options.headersTimeoutMs ?? 10_000,
    requestTimeout: options.requestTimeoutMs ?? 60_000,
    connectionsCheckingInterval: Math.min(2_000, options.headersTimeoutMs ?? 2_000),
    noDelay: true,
  });
  // Neither reads nor writes: a client that stopped reading an answer.
  server.timeout = 120_000;
  const isRefused = limitConnections(
    server,
    {
      connectionsMax: options.connectionsMax,
      bySource: {
        connectionsMax: options.connectionsPerSourceMax,
        keyOf: (address) => (options.isProxy(plainAddress(address)) ? undefined : sourceKey(plainAddress(address))),
      },
      headers: ["content-security-policy", closedPolicy, ...securityHeaders(false)],
      onRefused: onDropped,
    },
    logger,
  );
  let draining = false;
  const take = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    if (isRefused(request.socket)) return;
    if (draining) response.shouldKeepAlive = false;
    handle(request, response, expectsContinue);
  };
  server.on("request", (request, response) => take(request, response, false));
  server.on("checkContinue", (request, response) => take(request, response, true));
  server.on("checkExpectation", ({ socket, method }) => answerRaw(socket, 400, "malformed", onRefusal, method));
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    if (!isRefused(socket as Socket)) answerClientError(error, socket as Socket, onRefusal);
  });
  server.on("connect", ({ method }, socket) =>
    answerRaw(socket as Socket, 405, "method-not-allowed", onRefusal, method),
  );
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(options.port, options.host, 1_024, resolve),
  );
  return {
    port: (server.address() as AddressInfo).port,
    drain() {
      draining = true;
    },
    stop: (graceMs) => stop(server, graceMs),
  };
}

/** No new connections, no idle ones; what is under way is finished, up to the grace. */
async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that turns idle after its answer would be kept alive for nothing.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

function answerClientError(error: Error & { code?: string }, socket: Socket, onRefusal: DoorEvents["onRefusal"]): void {
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else if (error.code === "HPE_HEADER_OVERFLOW") answerRaw(socket, 431, "headers-too-large", onRefusal);
  else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") answerRaw(socket, 408, "malformed", onRefusal);
  else answerRaw(socket, 400, "malformed", onRefusal);
}

/** @param method where one could be read and nobody has begun to handle the request */
function answerRaw(
  socket: Socket,
  status: number,
  kind: ProblemKind,
  onRefusal: DoorEvents["onRefusal"],
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
