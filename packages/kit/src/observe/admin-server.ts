/** Metrics and probes on a port of their own, never on the public one. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "./metrics.ts";

/** @returns the port listened on. */
export async function startAdminServer(options: {
  host: string;
  port: number;
  metrics: Metrics;
}): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    options.metrics.registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": options.metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  // A connection that could not be taken (EMFILE) must not end the process.
  server.on("error", () => {});
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(options.port, options.host, resolve),
  );
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
