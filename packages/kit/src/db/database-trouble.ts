/**
 * What a service's database has shown of itself: gone, full, damaged, read-only, or no connection
 * free.
 */
import type { ClientBase, Pool } from "pg";
import { codeOf, explainCode } from "../observe/explain-error.ts";
import type { Verdict } from "../observe/readiness.ts";
import { isOutage } from "./outage.ts";

export type DatabaseTrouble = {
  /**
   * For /readyz. `down` where no statement can be run, `degraded` where reads still work or some
   * do.
   */
  check(): Promise<Verdict>;
};

const answerMaxMs = 800;
/** A busy machine answers late now and then; after this long nobody is there. */
const silentMs = 2_500;
/** No connection became free for this long: nothing is served any more. */
const stuckMs = 5_000;
/** Somebody has been waiting for a connection at every look for this long. */
const crowdedMs = 15_000;
/**
 * How often it is tried whether the disk has room: while it has not, and while nothing is known
 * against it.
 */
const tryFullEveryMs = 5_000;
const tryEveryMs = 30_000;

const full = "53100";
/** Never passes by itself: somebody has to look, and starts the service again when that is done. */
const lasting = new Set(["XX001", "XX002", "58030", "58P01"]);

/** @param pools the one that requests use comes first */
export function watchConnections([requests, background]: readonly [Pool, Pool]): DatabaseTrouble {
  const seen = new Map<string, Date>();
  let isFull = false;
  let triedAtMs = performance.now();
  let acquiredAtMs = performance.now();
  let crowdedSinceMs: number | undefined;
  let asking: Promise<Verdict> | undefined;
  let askedAtMs = 0;
  let last: Verdict = "ok";

  const note = (code: string | undefined) => {
    if (code === full) isFull = true;
    if (code !== undefined && lasting.has(code) && !seen.has(code)) seen.set(code, new Date());
  };
  for (const pool of [requests, background]) pool.on("connect", (client) => onErrorCode(client, note));
  requests.on("acquire", () => {
    acquiredAtMs = performance.now();
  });

  const ask = async (): Promise<Verdict> => {
    try {
      const { rows } = await background.query<{ read_only: string }>(
        "SELECT current_setting('transaction_read_only') AS read_only",
      );
      await tryDisk();
      return rows[0]?.read_only === "on" ? degraded(explainCode("25006")) : "ok";
    } catch (error) {
      note(codeOf(error));
      const reason = explainCode(codeOf(error));
      return down(reason ? `the database does not answer: ${reason}` : "the database does not answer");
    }
  };
  const tryDisk = async () => {
    if (performance.now() - triedAtMs < (isFull ? tryFullEveryMs : tryEveryMs)) return;
    triedAtMs = performance.now();
    isFull = !(await hasRoom(background));
  };
  const noteCrowd = () => {
    const isCrowded = requests.waitingCount > 0;
    crowdedSinceMs = isCrowded ? (crowdedSinceMs ?? performance.now()) : undefined;
    return crowdedSinceMs === undefined ? 0 : performance.now() - crowdedSinceMs;
  };

  return {
    async check() {
      const crowdedForMs = noteCrowd();
      // One question at a time: of a database that hangs, the next probe waits for the same answer.
      if (!asking) {
        askedAtMs = performance.now();
        asking = ask().finally(() => {
          asking = undefined;
        });
      }
      const answer = await Promise.race([asking, late(answerMaxMs)]);
      if (answer !== "late") last = answer;
      else if (performance.now() - askedAtMs > silentMs) last = down("the database does not answer");
      if (last !== "ok" && last.state === "down") return last;
      const { max } = requests.options;
      if (crowdedForMs > stuckMs && performance.now() - acquiredAtMs > stuckMs)
        return down(`all ${max} connections to the database have been taken for more than ${seconds(stuckMs)} s`);
      if (isFull) return degraded(`${explainCode(full)}: what is written is refused`);
      const [[code, at] = []] = seen;
      if (code !== undefined && at) return degraded(`${explainCode(code)} (${code}, seen at ${at.toISOString()})`);
      if (crowdedForMs > crowdedMs)
        return degraded(`requests have been waiting for a connection to the database for ${seconds(crowdedForMs)} s`);
      return last;
    },
  };
}

/** Every error that the server sends over this connection, whoever ran the statement. */
function onErrorCode(client: ClientBase, note: (code: string | undefined) => void): void {
  if (!("connection" in client)) return;
  const { connection } = client as ClientBase & { connection: NodeJS.EventEmitter };
  connection.on("errorMessage", ({ code }: { code?: string }) => note(code));
}

/**
 * A sort that does not fit into memory writes a megabyte beside the tables, and leaves nothing
 * behind.
 */
async function hasRoom(pool: Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN READ ONLY; SET LOCAL work_mem = '64kB'; SET LOCAL statement_timeout = '5s'");
    await client.query(
      "SELECT count(*) FROM (SELECT repeat('x', 250) || n FROM generate_series(1, 4000) n ORDER BY 1 OFFSET 0) sorted",
    );
    return true;
  } catch (error) {
    if (codeOf(error) === full) return false;
    if (isOutage(error)) throw error;
    return true;
  } finally {
    await client.query("ROLLBACK").catch(() => {});
    client.release();
  }
}

async function late(afterMs: number): Promise<"late"> {
  return new Promise((resolve) => setTimeout(() => resolve("late"), afterMs).unref());
}

const degraded = (reason = "something is wrong"): Verdict => ({ state: "degraded", reason });
const down = (reason: string): Verdict => ({ state: "down", reason });
const seconds = (ms: number) => Math.round(ms / 1_000);
