import { type Consumer, startConsumer } from "@pms/kit/consumer";
import { inTransaction } from "@pms/kit/db";
import type { Deps } from "../deps.ts";
import { consumedTopics, totalLag } from "../domain/freshness.ts";
import { publishWhenDue } from "../domain/publish-when-due.ts";
import { clearRetired, type Generation, listGenerations, makeCurrent } from "../store/generations.ts";
import { applyEvents } from "./apply-events.ts";

const pollMs = 1_000;
const pollWhileBuildingMs = 200;
/** Reads that began before the switch have long ended by then. */
const retiredForMs = 60_000;
const batchSizeMax = 2_000;
/** Figures a tenth of a second old are fresh enough, and larger batches cost far less than many small ones. */
const lingerMs = 100;

export type Following = { stop(): Promise<void> };

/**
 * Consumes for every living generation: the current one, and the one that a rebuild builds. What is to be done stands in the
 * table alone, so that every instance of the service comes to the same conclusion, also after a crash in the middle.
 */
export function followGenerations(deps: Deps): Following {
  const { generationsChanged, logger } = deps;
  const database = deps.database.background;
  const consumers = new Map<string, Consumer>();
  let stopping = false;

  const follow = async () => {
    const known = await listGenerations(database.db);
    const living = known.filter(({ state }) => state !== "retired");
    for (const [group, consumer] of consumers) {
      if (living.some((generation) => generation.group === group)) continue;
      consumers.delete(group);
      await consumer.stop();
    }
    for (const generation of living) {
      if (!consumers.has(generation.group)) consumers.set(generation.group, await consume(deps, generation));
    }
    await finishRebuild(deps, known);
    for (const generation of known) await clearWhenOld(deps, generation);
    deps.consuming.ready = true;
    await publishWhenDue(deps);
    return living.length > 1;
  };
  const work = async () => {
    while (!stopping) {
      const building = await follow().catch((error: unknown) => {
        logger.warn({ err: error }, "the generations could not be followed; trying again");
        return false;
      });
      if (!stopping) await generationsChanged.wait(building ? pollWhileBuildingMs : pollMs);
    }
  };
  const working = work();
  return {
    async stop() {
      stopping = true;
      generationsChanged.call();
      await working;
      await Promise.all([...consumers.values()].map((consumer) => consumer.stop()));
    },
  };
}

function consume({ database, log, logger, metrics, consumerTuning }: Deps, generation: Generation): Promise<Consumer> {
  return startConsumer({
    database: database.background,
    log,
    group: generation.group,
    topics: consumedTopics,
    batchSizeMax,
    lingerMs,
    logger,
    metrics,
    ...consumerTuning,
    handle: (tx, events) => applyEvents(tx, generation, events),
  });
}

/** The generation that is being built takes over as soon as it is no further behind than the current one. */
async function finishRebuild({ database, log, logger, generationsChanged }: Deps, known: readonly Generation[]) {
  const building = known.find(({ state }) => state === "building");
  const current = known.find(({ state }) => state === "current");
  if (!building || !current) return;
  const [behind, currentBehind] = await Promise.all([totalLag(log, building.group), totalLag(log, current.group)]);
  if (behind > currentBehind) return;
  const taken = await inTransaction(database.background, (tx) => makeCurrent(tx, building.number));
  if (!taken) return;
  generationsChanged.call();
  logger.info({ event: "rebuilt", group: building.group }, "a rebuilt generation is read from now on");
}

async function clearWhenOld({ database }: Deps, generation: Generation) {
  if (generation.state !== "retired" || !generation.retiredAt) return;
  if (Date.now() - generation.retiredAt.getTime() < retiredForMs) return;
  await inTransaction(database.background, (tx) => clearRetired(tx, generation));
}
