/**
 * An upstream in a process of its own, to be stopped and continued: answers its port, then every
 * request after `?delayMs`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const [name = "", port = "0"] = process.argv.slice(2);
const server = createServer((request, response) => {
  const delayMs = Number(new URL(request.url ?? "/", "http://upstream").searchParams.get("delayMs") ?? 0);
  if (request.url === "/readyz") response.end('{"status":"ok"}');
  else setTimeout(() => response.end(name), delayMs);
});
server.listen(Number(port), "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
