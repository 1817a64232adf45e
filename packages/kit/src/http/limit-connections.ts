/**
 * Bounds the connections that a server holds, in all and by source. Who is one too many is told so
 * in words and is gone; the server serves on and logs one line of many refusals (REL-8).
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "../observe/log.ts";
import { connectionsThatFit } from "./open-files.ts";
import { rawProblem } from "./raw-problem.ts";

export type ConnectionLimits = {
  /** Fewer where the process may not open as many files. */
  connectionsMax: number;
  bySource?: {
    connectionsMax: number;
    /** Undefined for what counts as no source, such as a proxy: it stands for many. */
    keyOf(address: string): string | undefined;
  };
  /** Name, value, name, value… of the refusal. */
  headers?: readonly string[];
  onRefused?: () => void;
};

/** Refusals that are being told at once; the next are cut off without a word. */
const tellingMax = 64;
const tellingMs = 1_000;
const logEveryMs = 10_000;

/** @returns whether a connection was refused: what still arrives on it is not to be handled. */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  logger: Pick<Logger, "warn">,
): (socket: Socket) => boolean {
  const { bySource, headers = [] } = limits;
  const fitting = connectionsThatFit();
  const max = Math.min(limits.connectionsMax, fitting);
  const ofSourceMax = bySource ? Math.min(bySource.connectionsMax, Math.max(2, Math.floor(fitting / 2))) : 0;
  const answer = rawProblem("unavailable", {
    detail: "There are too many connections just now.",
    headers: ["retry-after", "1", ...headers],
  });
  const refused = new WeakSet<Socket>();
  const ofSource = new Map<string, number>();
  const log = createRareLog(logger);
  const tell = createTelling(answer, Math.min(tellingMax, max));
  let held = 0;

  function count(key: string | undefined, change: 1 | -1): void {
    held += change;
    if (key === undefined) return;
    const own = (ofSource.get(key) ?? 0) + change;
    if (own > 0) ofSource.set(key, own);
    else ofSource.delete(key);
  }
  function refuse(socket: Socket): void {
    refused.add(socket);
    limits.onRefused?.();
    log("connections are refused: there are too many");
    tell(socket);
  }
  server.on("connection", (socket: Socket) => {
    const key = bySource?.keyOf(socket.remoteAddress ?? "unknown");
    if (held >= max || (key !== undefined && (ofSource.get(key) ?? 0) >= ofSourceMax)) {
      refuse(socket);
      return;
    }
    count(key, 1);
    socket.once("close", () => count(key, -1));
  });
  // A connection that could not be taken (EMFILE) is an error of the server: nobody listening to it
  // would end the process.
  server.on("error", (error) => {
    if (server.listening) log("a connection could not be taken", error);
  });
  return (socket) => refused.has(socket);
}

/** Sends the answer and closes; beyond so many at once it closes without a word. */
function createTelling(answer: string, atOnceMax: number): (socket: Socket) => void {
  let telling = 0;
  return (socket) => {
    socket.on("error", () => {});
    if (telling >= atOnceMax) {
      socket.destroy();
      return;
    }
    telling += 1;
    const cut = setTimeout(() => socket.destroy(), tellingMs);
    socket.once("close", () => {
      telling -= 1;
      clearTimeout(cut);
    });
    socket.end(answer);
  };
}

/** One line at once, and then one every ten seconds that says how many there were. */
function createRareLog(logger: Pick<Logger, "warn">): (message: string, error?: Error) => void {
  let loggedAtMs = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (message, error) => {
    unsaid += 1;
    if (performance.now() - loggedAtMs < logEveryMs) return;
    logger.warn({ count: unsaid, ...(error && { err: error }) }, message);
    [loggedAtMs, unsaid] = [performance.now(), 0];
  };
}
