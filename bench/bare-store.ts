/**
 * Baseline: the least that a service can do with a record. Stores each body as one row of a table,
 * one commit each, has the next service do the same, and answers 201. Arguments: database URL,
 * table, and the next service's port where there is one.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { openDatabase } from "@pms/kit/db/database";
import { Pool } from "undici";

const [url = "", table = "", nextPort] = process.argv.slice(2);
const database = openDatabase({ url, maxConnections: 10, applicationName: "bench" });
await database.pool.query(`DROP TABLE IF EXISTS ${table}`);
await database.pool.query(`CREATE TABLE ${table} (id uuid PRIMARY KEY DEFAULT uuidv7(), body json NOT NULL)`);
const next = nextPort === undefined ? undefined : new Pool(`http://127.0.0.1:${nextPort}`, { connections: 64 });

async function store(request: IncomingMessage): Promise<string> {
  const record = JSON.stringify(await json(request));
  const { rows } = await database.pool.query<{ id: string }>({
    name: "bench-store",
    text: `INSERT INTO ${table} (body) VALUES ($1) RETURNING id`,
    values: [record],
  });
  const answer = await next?.request({ method: "POST", path: "/", body: JSON.stringify({ owner: rows[0]?.id }) });
  return JSON.stringify({ id: rows[0]?.id, record, next: await answer?.body.json() });
}

const server = createServer((request, response) => {
  store(request).then(
    (body) => response.writeHead(201, { "content-type": "application/json" }).end(body),
    () => response.writeHead(500).end(),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
