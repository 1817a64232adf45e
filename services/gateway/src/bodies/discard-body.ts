/**
 * Reads away what a client still sends after it was answered: closing at once would tear the answer
 * from its hands.
 */
import type { IncomingMessage } from "node:http";

const discardedMaxBytes = 4_194_304;
const patienceMs = 2_000;

export function discardBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let discardedBytes = 0;
  const cut = () => request.socket.destroy();
  const patience = setTimeout(cut, patienceMs);
  request.on("data", (chunk: Buffer) => {
    discardedBytes += chunk.byteLength;
    if (discardedBytes > discardedMaxBytes) cut();
  });
  const done = () => clearTimeout(patience);
  request.once("end", done).once("close", done).resume();
}
