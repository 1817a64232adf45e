/** What the system is compared with, on the same machine in the same run. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@pms/kit/db/database";
import { patientBody } from "./cases.ts";
import { drive, type Load, type LoadResult, warmUp, warmUpSeconds } from "./load.ts";

type Running = { port: number; child: ChildProcess };

function forkServer(file: string, ...args: (string | number)[]): Promise<Running> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String));
  return new Promise((resolve, reject) => {
    child.once("message", (message: { port: number }) => resolve({ port: message.port, child }));
    child.once("exit", () => reject(new Error(`${file} ended`)));
  });
}

/** A bare two-process Node proxy: undici in front of a fixed answer of `bytes` bytes. */
export async function bareProxy(bytes: number, connections: number, seconds: number): Promise<LoadResult> {
  const upstream = await forkServer("bare-upstream.ts", bytes);
  const proxy = await forkServer("bare-proxy.ts", upstream.port);
  try {
    const origin = `http://127.0.0.1:${proxy.port}`;
    const load: Load = {
      origin,
      connections,
      seconds,
      expected: 200,
      next: () => ({ method: "GET", path: "/", headers: {} }),
    };
    await warmUp(load);
    return await drive(load);
  } finally {
    proxy.child.disconnect();
    upstream.child.disconnect();
  }
}

/**
 * What a create would be if nothing were checked, audited or told: the bare proxy in front of a
 * service that commits one row and has a second service commit another, on the PostgreSQL that the
 * system runs on.
 */
export async function bareCreate(superuserUrl: string, connections: number, seconds: number): Promise<LoadResult> {
  const accounts = await forkServer("bare-store.ts", superuserUrl, "bench_accounts");
  const patients = await forkServer("bare-store.ts", superuserUrl, "bench_patients", accounts.port);
  const proxy = await forkServer("bare-proxy.ts", patients.port);
  let created = 0;
  try {
    const load: Load = {
      origin: `http://127.0.0.1:${proxy.port}`,
      connections,
      seconds,
      expected: 201,
      next: () => ({ method: "POST", path: "/", headers: {}, body: JSON.stringify(patientBody(created++)) }),
    };
    await warmUp(load);
    return await drive(load);
  } finally {
    for (const { child } of [proxy, patients, accounts]) child.disconnect();
  }
}

/**
 * Single-row commits, one per round trip, on the PostgreSQL that the system runs on: `connections`
 * at once.
 */
export async function rawCommits(superuserUrl: string, connections: number, seconds: number): Promise<number> {
  const database = openDatabase({ url: superuserUrl, maxConnections: connections, applicationName: "bench" });
  try {
    await database.pool.query(
      "CREATE TABLE IF NOT EXISTS bench_commits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)",
    );
    const body = "x".repeat(600);
    const commitFor = async (periodSeconds: number): Promise<number> => {
      const began = performance.now();
      const endsAt = began + periodSeconds * 1_000;
      let commits = 0;
      const client = async (): Promise<void> => {
        while (performance.now() < endsAt) {
          await database.pool.query({
            name: "bench-commit",
            text: "INSERT INTO bench_commits (body) VALUES ($1)",
            values: [body],
          });
          commits += 1;
        }
      };
      await Promise.all(Array.from({ length: connections }, client));
      return commits / ((performance.now() - began) / 1_000);
    };
    await commitFor(warmUpSeconds);
    return await commitFor(seconds);
  } finally {
    await database.pool.query("DROP TABLE IF EXISTS bench_commits");
    await database.close();
  }
}
