/**
 * The directory of an instance: it is read behind the work of the service, and whoever searches
 * sees all that was committed before, by whatever instance.
 */
import { coalesce } from "@pms/kit/batching/coalesce";
import { backOffMs, createWakeUp } from "@pms/kit/batching/wake-up";
import type { Database } from "@pms/kit/db/database";
import type { Logger } from "@pms/kit/observe/log";
import type { DB } from "../store/gen/tables.ts";
import { createDirectory, type Directory, settle, takeUp } from "./directory.ts";
import {
  type ChangesAfter,
  changedSince,
  currentSnapshot,
  estimatePatients,
  lookForChanges,
  readListed,
} from "./store/read-listed.ts";

/** Rows that are read at once: few enough that nobody waits while they are taken up. */
const pageSize = 1_000;
const pollMs = 1_000;
const pauseMaxMs = 5_000;
/** Slots that may be empty before everybody is read again, beside a quarter of all. */
const leftMax = 50_000;

export type PatientDirectory = {
  /** Undefined until everybody has been read: until then the database is searched. */
  isLoaded(): boolean;
  /** The directory with all that is committed now; undefined until it has been read. */
  current(): Promise<Directory | undefined>;
  stop(): Promise<void>;
};

type Options = { database: Pick<Database<DB>, "pool" | "background">; logger: Logger };
type Loaded = { directory: Directory; snapshot: string };

export function openPatientDirectory({ database: { pool, background }, logger }: Options): PatientDirectory {
  const wakeUp = createWakeUp();
  let loaded: Loaded | undefined;
  let stopping = false;

  // Who asks while a look is under way is answered by the next one; one look at a time keeps order.
  const look = coalesce<null, Directory | null>(
    async (askers) => {
      const current = loaded;
      if (current) await catchUp(current);
      return askers.map(() => current?.directory ?? null);
    },
    { batchSizeMax: 1_000, concurrency: 1 },
  );

  async function catchUp(current: Loaded): Promise<void> {
    const since = current.snapshot;
    const look = await lookForChanges(pool, since);
    if (!look.isChanged) {
      current.snapshot = look.snapshot;
      return;
    }
    let [snapshot, after] = [undefined as string | undefined, undefined as ChangesAfter | undefined];
    for (;;) {
      const changes = await changedSince(pool, since, after, pageSize);
      snapshot ??= changes.snapshot;
      takeUp(current.directory, changes.rows);
      const last = changes.rows.at(-1);
      if (!last || changes.rows.length < pageSize) break;
      after = { changedIn: last.changed_in, id: last.id };
    }
    settle(current.directory);
    current.snapshot = snapshot;
  }

  async function load(): Promise<void> {
    const snapshot = await currentSnapshot(background.pool);
    const directory = createDirectory(await estimatePatients(background.pool));
    let after = "00000000-0000-0000-0000-000000000000";
    while (!stopping) {
      const rows = await readListed(background.pool, after, pageSize);
      takeUp(directory, rows);
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) break;
      after = last.id;
    }
    settle(directory);
    loaded = { directory, snapshot };
  }

  const working = (async () => {
    for (let failures = 0; !stopping; ) {
      try {
        const { left = 0, size = 0 } = loaded?.directory ?? {};
        if (!loaded || left > leftMax + size / 4) await load();
        await look(null);
        failures = 0;
        await wakeUp.wait(pollMs);
      } catch (error) {
        if (failures === 0) logger.warn({ err: error }, "the directory of patients could not be read; trying again");
        await wakeUp.wait(backOffMs(failures++, 100, pauseMaxMs));
      }
    }
  })();
  return {
    isLoaded: () => loaded !== undefined,
    current: async () => (loaded ? ((await look(null)) ?? undefined) : undefined),
    async stop() {
      stopping = true;
      wakeUp.call();
      await working;
    },
  };
}
