/** The request's body as undici takes it, counted while it passes. */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { ProblemError } from "@pms/kit/problem/problem";

export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers["content-length"];
  return request.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

const shortMaxBytes = 65_536;

/** Announced to be no longer than what the sockets hold anyway: worth no streaming. */
export function isShort(request: IncomingMessage): boolean {
  return Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY) <= shortMaxBytes;
}

/**
 * Throws 413 from the announced length, before anything is read; 400 for a body where none belongs.
 */
export function checkBody(request: IncomingMessage, limitBytes: number): void {
  if (request.method === "GET" || request.method === "HEAD")
    throw new ProblemError("malformed", `${request.method} takes no body.`);
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

/**
 * Streams through a bridge: undici destroys the stream that it is given, and the answer needs its
 * socket.
 * @param onTooLarge called once, with a 413
 */
export function streamBody(
  request: IncomingMessage,
  limitBytes: number,
  onTooLarge: (problem: ProblemError) => void,
): Readable {
  let receivedBytes = 0;
  const body = new Readable({
    read: () => request.resume(),
    destroy(error, done) {
      request.off("data", onData).off("end", onEnd).pause();
      done(error);
    },
  });
  const onData = (chunk: Buffer) => {
    receivedBytes += chunk.byteLength;
    if (receivedBytes > limitBytes) {
      body.destroy();
      onTooLarge(tooLarge(limitBytes));
    } else if (!body.push(chunk)) request.pause();
  };
  const onEnd = () => body.push(null);
  request.on("data", onData).on("end", onEnd);
  return body;
}

export function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError("too-large", `A body here may have ${limitBytes} bytes.`);
}
