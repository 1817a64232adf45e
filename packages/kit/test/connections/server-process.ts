/**
 * A service's server by itself, for a test that lets it open few files. Says its port, and logs to
 * its error output.
 */
import type { AddressInfo } from "node:net";
import { createServer } from "@pms/kit/http/server";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import { createTestTrust } from "@pms/kit/testing/tokens";

const { verifier } = await createTestTrust();
const app = await createServer({
  title: "Test",
  logger: createLogger("test", "info", process.stderr),
  metrics: createMetrics("test"),
  verifier,
});
await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`${(app.server.address() as AddressInfo).port}\n`);
