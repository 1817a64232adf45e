import { startPostgres } from "../src/postgres.ts";

/* A process of its own for tests that kill it: starts a server on the directory it is given and tells where it is. */
const { url, pid } = await startPostgres({ dataDirectory: process.argv[2] ?? "", durable: true });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
