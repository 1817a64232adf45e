/** Compares the whole base, part by part: whoever dies in the middle, another instance goes on. */
import { randomUUIDv7 } from "node:crypto";
import type { DuplicateScan } from "@pms/contracts/patients/matching";
import type { Caller } from "@pms/kit/audit/caller";
import { backOffMs, createWakeUp } from "@pms/kit/batching/wake-up";
import { commit } from "@pms/kit/events/commit";
import { notFound, ProblemError } from "@pms/kit/problem/problem";
import type { Deps } from "../deps.ts";
import { comparePatients } from "./compare-patients.ts";
import {
  advanceScan,
  endScan,
  findScan,
  lockRunningScan,
  nextPatients,
  type ScanRow,
  startScan,
} from "./store/scans.ts";

const partSize = 200;
const pollMs = 5_000;
const pauseMaxMs = 5_000;

export type Scanning = { wake(): void; stop(): Promise<void> };
type ScanDeps = Pick<Deps, "matchModel" | "phoneCountry" | "logger" | "now"> & {
  database: Pick<Deps["database"], "db">;
};

/** The scan that is under way already, or a new one. */
export async function startDuplicateScan(
  { database, scanning, audit, now }: Pick<Deps, "database" | "scanning" | "audit" | "now">,
  caller: Caller,
): Promise<DuplicateScan> {
  const started = { id: randomUUIDv7(), by: caller.actor.id, at: now() };
  const row = await commit({ database }, (tx) => startScan(tx, started));
  if (!row) throw new ProblemError("internal");
  scanning.wake();
  audit.record(caller.audit, { action: "patient.scan", resourceType: "patient", details: { scan: row.id } });
  return asScan(row);
}

/** @throws 404 */
export async function readDuplicateScan({ database }: Pick<Deps, "database">, id: string): Promise<DuplicateScan> {
  const row = await findScan(database.pool, id);
  if (!row) throw notFound();
  return asScan(row);
}

function asScan({
  id,
  status,
  started_at: startedAt,
  finished_at: finishedAt,
  compared,
  found,
}: ScanRow): DuplicateScan {
  return {
    id,
    status: status as DuplicateScan["status"],
    startedAt: startedAt.toISOString(),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
    compared: Number(compared),
    found: Number(found),
  };
}

/** Continues what was started, behind the work of the service. */
export function startScanning(deps: ScanDeps): Scanning {
  const wakeUp = createWakeUp();
  let stopping = false;
  let failures = 0;
  const working = (async () => {
    while (!stopping) {
      try {
        if (await scanPart(deps)) continue;
        failures = 0;
        await wakeUp.wait(pollMs);
      } catch (error) {
        if (failures === 0) deps.logger.warn({ err: error }, "the scan for duplicates waits and tries again");
        await wakeUp.wait(backOffMs(failures++, 100, pauseMaxMs));
      }
    }
  })();
  return {
    wake: () => wakeUp.call(),
    async stop() {
      stopping = true;
      wakeUp.call();
      await working;
    },
  };
}

/** @returns whether there may be more to do at once */
async function scanPart({ database, matchModel, phoneCountry, now }: ScanDeps): Promise<boolean> {
  const model = await matchModel.current();
  return commit({ database }, async (tx) => {
    const scan = await lockRunningScan(tx);
    if (!scan) return false;
    const rows = await nextPatients(tx, scan.position, partSize);
    const last = rows.at(-1);
    if (!last) {
      await endScan(tx, scan.id, now());
      return false;
    }
    const found = await comparePatients(tx, rows, { phoneCountry, model, at: now() }, { earlier: true });
    await advanceScan(tx, { id: scan.id, position: last.id, compared: rows.length, found });
    return true;
  });
}
