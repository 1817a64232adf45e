import type { ReceivedEvent } from "@pms/kit/event-log/event-log";
import { commit } from "@pms/kit/events/commit";
import { type Consumer, startConsumer } from "@pms/kit/events/consumer";
import type { Deps } from "../deps.ts";
import { publishWhenDue } from "../protected/publish-when-due.ts";
import { type Filling, type FillingDeps, startFilling } from "./fill-generation.ts";
import { findGap, positionName } from "./find-gap.ts";
import { consumedTopics, totalLag } from "./freshness.ts";
import {
  clearRetired,
  discardBuilding,
  type Generation,
  insertGeneration,
  listGenerations,
  makeCurrent,
} from "./store/generations.ts";
import { takeEvents } from "./take-events.ts";

const pollMs = 1_000;
const pollWhileBuildingMs = 200;
/** Reads that began before the switch have long ended by then. */
const retiredForMs = 60_000;
const batchSizeMax = 2_000;
/**
 * Figures a tenth of a second old are fresh enough, and larger batches cost far less than many
 * small ones.
 */
const lingerMs = 100;

type FollowingDeps = FillingDeps & Pick<Deps, "metrics" | "consumerTuning" | "consuming" | "now">;
export type Following = { stop(): Promise<void> };

/**
 * Consumes for the current generation and for one that a rebuild has filled. What is to be done
 * stands in the table alone, so that every instance comes to the same conclusion, also after a
 * crash.
 */
export function followGenerations(deps: FollowingDeps): Following {
  const { generationsChanged, logger } = deps;
  const database = deps.database.background;
  const consumers = new Map<string, Consumer>();
  const fillings = new Map<number, Filling>();
  let stopping = false;

  const fill = (number: number) => {
    const filling = startFilling(deps, number);
    fillings.set(number, filling);
    void filling.done.finally(() => fillings.delete(number));
  };
  const follow = async () => {
    const known = await listGenerations(database.db);
    const living = known.filter(({ state }) => state !== "retired");
    await stopOthers(consumers, living);
    for (const generation of living) {
      if (isToBeFilled(generation)) {
        if (!fillings.has(generation.number)) fill(generation.number);
      } else if (!consumers.has(generation.group) && (await mayFollowLog(deps, generation)))
        consumers.set(generation.group, await consume(deps, generation));
    }
    await finishRebuild(deps, known);
    for (const generation of known) await clearWhenOld(deps, generation);
    await publishWhenDue(deps);
    return living.length > 1;
  };
  const work = async () => {
    while (!stopping) {
      const building = await follow().catch((error: unknown) => {
        logger.warn({ err: error }, "the generations could not be followed; trying again");
        return false;
      });
      // Also where the log does not answer: the figures are here, and say how old they are.
      deps.consuming.ready = true;
      if (!stopping) await generationsChanged.wait(building ? pollWhileBuildingMs : pollMs);
    }
  };
  const working = work();
  return {
    async stop() {
      stopping = true;
      generationsChanged.call();
      await working;
      await Promise.all([...fillings.values()].map((filling) => filling.stop()));
      await Promise.all([...consumers.values()].map((consumer) => consumer.stop()));
    },
  };
}

/** Generations that are retired or gone need no consumer any more. */
async function stopOthers(consumers: Map<string, Consumer>, living: readonly Generation[]): Promise<void> {
  for (const [group, consumer] of consumers) {
    if (living.some((generation) => generation.group === group)) continue;
    consumers.delete(group);
    await consumer.stop();
  }
}

function isToBeFilled({ state, filledAt }: Generation): boolean {
  return state === "building" && !filledAt;
}

/**
 * Whether the generation may follow the log. Where events are missing a rebuild begins: until it is
 * done the current generation goes on as it is, and one that was being built is given up.
 */
async function mayFollowLog(deps: FollowingDeps, generation: Generation): Promise<boolean> {
  const gap = await findGap(deps.log, generation);
  if (!gap) return true;
  const isCurrent = generation.state === "current";
  const started = await commit({ database: deps.database.background }, async (tx) => {
    if (!isCurrent) await discardBuilding(tx, generation.number);
    return insertGeneration(tx);
  });
  deps.generationsChanged.call();
  if (started)
    deps.logger.warn(
      { event: "rebuild-noticed", topic: gap.topic, partition: gap.partition, generation: started.number },
      "events are missing that the log has no more: all figures are calculated anew from the services",
    );
  return isCurrent;
}

function consume(
  { database, log, logger, metrics, consumerTuning }: FollowingDeps,
  generation: Generation,
): Promise<Consumer> {
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
    repeatable: true,
    handle: async (tx, events) => {
      await takeEvents(tx, generation, events, { positions: positionsAfter(events) });
    },
  });
}

/** Events of one partition are in their order. */
function positionsAfter(events: readonly ReceivedEvent[]): Record<string, bigint> {
  return Object.fromEntries(
    events.map(({ topic, partition, offset }) => [positionName(topic, partition), offset + 1n]),
  );
}

/**
 * The generation that is being built takes over as soon as it is no further behind than the current
 * one.
 */
async function finishRebuild(
  { database, log, logger, generationsChanged }: FollowingDeps,
  known: readonly Generation[],
) {
  const building = known.find(({ state }) => state === "building");
  const current = known.find(({ state }) => state === "current");
  if (!building?.filledAt || !current) return;
  const [behind, currentBehind] = await Promise.all([totalLag(log, building.group), totalLag(log, current.group)]);
  if (behind > currentBehind) return;
  const taken = await commit({ database: database.background }, (tx) => makeCurrent(tx, building.number));
  if (!taken) return;
  generationsChanged.call();
  logger.info({ event: "rebuilt", group: building.group }, "a rebuilt generation is read from now on");
}

async function clearWhenOld({ database, log, now }: FollowingDeps, generation: Generation) {
  if (generation.state !== "retired" || !generation.retiredAt) return;
  if (now().getTime() - generation.retiredAt.getTime() < retiredForMs) return;
  await commit({ database: database.background }, (tx) => clearRetired(tx, generation));
  // Else the log would keep for a month what this group has not consumed.
  await log.forget(generation.group);
}
