/**
 * Baseline: the least a proxy can do. Forwards everything to one upstream (its argument, a port)
 * with undici, checks nothing.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";

const upstream = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 64, pipelining: 1 });
const server = createServer((request, response) => {
  const { method = "GET", url: path = "/" } = request;
  upstream
    .request({ method, path, headers: { accept: "application/json" }, body: method === "GET" ? null : request })
    .then(({ statusCode, headers, body }) => {
      response.writeHead(statusCode, headers);
      body.pipe(response);
    })
    .catch(() => response.writeHead(502).end());
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
