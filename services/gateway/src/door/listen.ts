/** The public socket: strict parsing, bounded heads, bounded connections, slow clients cut. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { limitConnections } from "@pms/kit/http/limit-connections";
import type { Logger } from "@pms/kit/observe/log";
import { plainAddress, sourceKey } from "../exchange/client-address.ts";
import { closedPolicy, securityHeaders } from "../exchange/security-headers.ts";
import type { RawRefusal } from "../observe/access-log.ts";
import { answerClientError, answerRaw } from "./answer-raw.ts";
import type { HandleRequest } from "./handle-request.ts";

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
  const server = createStrictServer(options);
  const isRefused = limitSources(server, options, onDropped, logger);
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

function createStrictServer(options: ListenOptions): Server {
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
  return server;
}

/** @returns whether a connection was refused. */
function limitSources(
  server: Server,
  { connectionsMax, connectionsPerSourceMax, isProxy }: ListenOptions,
  onRefused: () => void,
  logger: Logger,
): (socket: Socket) => boolean {
  const limits = {
    connectionsMax,
    bySource: {
      connectionsMax: connectionsPerSourceMax,
      keyOf: (address: string) => (isProxy(plainAddress(address)) ? undefined : sourceKey(plainAddress(address))),
    },
    headers: ["content-security-policy", closedPolicy, ...securityHeaders(false)],
    onRefused,
  };
  return limitConnections(server, limits, logger);
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
