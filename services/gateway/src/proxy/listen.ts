/** The public socket: strict parsing, bounded heads, slow clients cut, and a problem even for what is not HTTP. */
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type ProblemKind, problemKinds, problemType } from "@pms/contracts/problems";
import type { HandleRequest } from "./handle-request.ts";
import { closedPolicy, securityHeaders } from "./security-headers.ts";

export type PublicServer = {
  port: number;
  /** Serves on, but every answer from now on asks the client to come back on another connection. */
  drain(): void;
  stop(graceMs: number): Promise<void>;
};
export type ListenOptions = { host: string; port: number; headersTimeoutMs?: number; requestTimeoutMs?: number };

export async function listen(options: ListenOptions, handle: HandleRequest): Promise<PublicServer> {
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
  let draining = false;
  const take = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    if (draining) response.shouldKeepAlive = false;
    handle(request, response, expectsContinue);
  };
  server.on("request", (request, response) => take(request, response, false));
  server.on("checkContinue", (request, response) => take(request, response, true));
  server.on("checkExpectation", (request) => answerRaw(request.socket, 400, "malformed"));
  server.on("clientError", (error: Error & { code?: string }, socket) => answerClientError(error, socket as Socket));
  server.on("connect", (_request, socket) => answerRaw(socket as Socket, 405, "method-not-allowed"));
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

function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else if (error.code === "HPE_HEADER_OVERFLOW") answerRaw(socket, 431, "headers-too-large");
  else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") answerRaw(socket, 408, "malformed");
  else answerRaw(socket, 400, "malformed");
}

function answerRaw(socket: Socket, status: number, kind: ProblemKind): void {
  const current = "_httpMessage" in socket ? socket._httpMessage : undefined;
  if (current instanceof ServerResponse) {
    // What failed came after a whole request: that one gets its own answer, and the connection ends with it.
    if (current.req.complete) {
      if (current.shouldKeepAlive) current.once("finish", () => socket.destroySoon());
      current.shouldKeepAlive = false;
      return;
    }
    // Part of an answer is out already: a second one in the middle of it would be read as its content.
    if (current.headersSent) {
      socket.destroy();
      return;
    }
  }
  const body = JSON.stringify({ type: problemType(kind), title: problemKinds[kind].title, status });
  const headers = [
    ...["content-type", "application/problem+json", "content-length", String(Buffer.byteLength(body))],
    ...["cache-control", "no-store", "connection", "close", "content-security-policy", closedPolicy],
    ...securityHeaders(false),
  ];
  let head = `HTTP/1.1 ${status} ${problemKinds[kind].title}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  socket.end(`${head}\r\n${body}`, () => socket.destroySoon());
}
