/**
 * `npm run keys -- list | withdraw KID | rotate`: the keys that auth signs access tokens with
 * (TOK-7), while it runs. Works on the local system, or on the database of auth that DATABASE_URL
 * names. Exit code 1: it could not be done; 2: wrong use, or nobody to ask.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase } from "@pms/kit/db/database";
import { readCommandLine, refuseUse, runCommand } from "./command-line.ts";
import { keysDatabaseFile } from "./environments.ts";

const usage = `npm run keys -- list
npm run keys -- withdraw KID   its tokens are refused from now on, everywhere; people go on with a new one, by refresh
npm run keys -- rotate         the successor signs from now on; tokens that were signed before stay good until they expire`;

const toldWithinMs = 15_000;

type Pool = Database<unknown>["pool"];
type Key = {
  kid: string;
  use_from: Date;
  signs_since: Date | null;
  withdrawn_at: Date | null;
  refused_since: Date | null;
};

/** From the environment; else what the running local system wrote down. */
async function findDatabase(): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const file = join(resolve(process.env.PMS_DATA_DIR || "data"), keysDatabaseFile);
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`${file} cannot be read: start the system, or set PMS_DATA_DIR or DATABASE_URL.`);
  });
  return JSON.parse(text).DATABASE_URL;
}

async function readKeys(client: Pool): Promise<Key[]> {
  const { rows } = await client.query<Key>(
    "SELECT kid, use_from, signs_since, withdrawn_at, refused_since FROM signing_keys ORDER BY use_from, kid",
  );
  return rows;
}

/** Which key signs and which comes after it, by auth's own rule. */
function inUse(keys: readonly Key[]): { signer: Key | undefined; successor: Key | undefined } {
  const good = keys.filter(({ withdrawn_at }) => withdrawn_at === null);
  const signer = good.findLast(({ use_from }) => use_from.getTime() <= Date.now()) ?? good[0];
  return { signer, successor: signer && good[good.indexOf(signer) + 1] };
}

async function list(client: Pool): Promise<number> {
  const keys = await readKeys(client);
  const { signer, successor } = inUse(keys);
  for (const key of keys) {
    const { kid, withdrawn_at: withdrawn, refused_since: refused } = key;
    if (withdrawn)
      console.log(
        `${kid}  withdrawn, ${refused ? `refused since ${refused.toISOString()}` : "not yet refused everywhere"}`,
      );
    else if (key === signer) console.log(`${kid}  signs since ${(key.signs_since ?? key.use_from).toISOString()}`);
    else if (key === successor) console.log(`${kid}  successor, signs from ${key.use_from.toISOString()}`);
    else console.log(`${kid}  replaced; its last tokens are still good`);
  }
  return 0;
}

async function withdraw(client: Pool, kid: string): Promise<number> {
  const found = await client.query(
    "UPDATE signing_keys SET withdrawn_at = coalesce(withdrawn_at, clock_timestamp()) WHERE kid = $1",
    [kid],
  );
  if (found.rowCount === 0) {
    console.error("There is no such key.");
    return 1;
  }
  const isRefused = (keys: readonly Key[]) => keys.every((key) => key.kid !== kid || key.refused_since !== null);
  if (await waitFor(client, isRefused)) {
    console.log(`${kid} is withdrawn; every service refuses its tokens.`);
    return 0;
  }
  console.error(
    `${kid} is withdrawn, but auth does not say that it is refused everywhere: it is as soon as auth runs.`,
  );
  return 1;
}

async function rotate(client: Pool): Promise<number> {
  const { successor } = inUse(await readKeys(client));
  if (!successor) {
    console.error("There is no successor yet: auth makes one within a minute while it runs.");
    return 1;
  }
  await client.query("UPDATE signing_keys SET use_from = clock_timestamp() WHERE kid = $1", [successor.kid]);
  const signs = (keys: readonly Key[]) => keys.some((key) => key.kid === successor.kid && key.signs_since !== null);
  if (await waitFor(client, signs)) {
    console.log(`${successor.kid} signs from now on.`);
    return 0;
  }
  console.error(`${successor.kid} shall sign from now on, but auth does not run: it does as soon as auth runs.`);
  return 1;
}

async function waitFor(client: Pool, isSo: (keys: readonly Key[]) => boolean): Promise<boolean> {
  for (const until = Date.now() + toldWithinMs; Date.now() < until; await sleep(50))
    if (isSo(await readKeys(client))) return true;
  return false;
}

async function main(): Promise<number> {
  // One key identifier in 64 begins with a dash (RFC 7638, base64url); no option is known here.
  const args = ["--", ...process.argv.slice(2)];
  const [command, kid, ...more] = readCommandLine(usage, { args, allowPositionals: true }).positionals;
  const isWhole = command === "withdraw" ? kid !== undefined : kid === undefined;
  if (more.length > 0 || !isWhole || !["list", "withdraw", "rotate"].includes(command ?? ""))
    refuseUse(usage, "Say list or rotate alone, or withdraw with a KID.");
  const { pool, close } = openDatabase({ url: await findDatabase(), maxConnections: 1, applicationName: "keys" });
  try {
    if (command === "withdraw") return await withdraw(pool, kid ?? "");
    return command === "rotate" ? await rotate(pool) : await list(pool);
  } finally {
    await close();
  }
}

await runCommand(main);
