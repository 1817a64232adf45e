/** Fills a generation that is being built from what the services know. */

import { backOffMs, createWakeUp } from "@pms/kit/batching/wake-up";
import { isOutage, isStatementTimeout, isTransient, isWaitTimeout } from "@pms/kit/db/outage";
import { commit } from "@pms/kit/events/commit";
import type { Deps } from "../deps.ts";
import type { ToldEvent } from "../facts/told-event.ts";
import { positionName } from "./find-gap.ts";
import { consumedTopics } from "./freshness.ts";
import type { SnapshotSource } from "./snapshots.ts";
import { type Generation, listGenerations, markFilled, notePositions, type Progress } from "./store/generations.ts";
import { withFillingLock } from "./store/with-filling-lock.ts";
import { takeEvents } from "./take-events.ts";

const pauseMaxMs = 10_000;

export type FillingDeps = Pick<Deps, "database" | "log" | "logger" | "generationsChanged" | "snapshots">;
export type Filling = { done: Promise<void>; stop(): Promise<void> };

/**
 * Goes on after the last page that is in, until the generation is filled or no longer wanted; waits
 * for services that do not answer. Does nothing while another instance fills it.
 */
export function startFilling(deps: FillingDeps, number: number): Filling {
  const stopping = new AbortController();
  const stopped = createWakeUp();
  const done = work();
  async function work(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        return await withFillingLock(deps.database.pool, number, () => fill(deps, number, stopping.signal));
      } catch (error) {
        if (stopping.signal.aborted) return;
        deps.logger.warn(
          { err: error, generation: number },
          "the rebuild waits for a service to tell what it knows; the figures stay as they are until then",
        );
        await stopped.wait(backOffMs(failures, 250, pauseMaxMs));
      }
    }
  }
  return {
    done,
    async stop() {
      stopping.abort();
      stopped.call();
      await done;
    },
  };
}

async function fill(deps: FillingDeps, number: number, signal: AbortSignal): Promise<void> {
  const generation = (await listGenerations(deps.database.db)).find((known) => known.number === number);
  if (generation?.state !== "building" || generation.filledAt) return;
  // First of all: what is written while the snapshots are read comes after these ends.
  if (!generation.notedAt) await noteEndsOfLog(deps, generation);
  for (const source of deps.snapshots) if (!(await fillFrom(deps, generation, source, signal))) return;
  await commit({ database: deps.database }, (tx) => markFilled(tx, number));
  deps.generationsChanged.call();
}

async function noteEndsOfLog({ log, database }: FillingDeps, { number, group }: Generation): Promise<void> {
  await log.beginAtEnd(group, consumedTopics);
  const noted = await log.positions(group, consumedTopics);
  const positions = noted.map(({ topic, partition, committed }): [string, bigint] => {
    if (committed === undefined) throw new Error("The log did not note where the generation goes on");
    return [positionName(topic, partition), committed];
  });
  await commit({ database }, (tx) => notePositions(tx, number, Object.fromEntries(positions)));
}

/**
 * Each page and how far it goes in one transaction. False when the generation is no longer wanted.
 */
async function fillFrom(
  deps: FillingDeps,
  generation: Generation,
  { name, topic, pages }: SnapshotSource,
  signal: AbortSignal,
): Promise<boolean> {
  let cursor = generation.filledTo[name] ?? "";
  for (let complete = false; !complete; ) {
    signal.throwIfAborted();
    let read = 0;
    for await (const page of pages(cursor, signal)) {
      const events = page.events.map((event) => ({ ...event, topic }));
      if (!(await takePage(deps, generation, events, { filledTo: { [name]: page.cursor } }))) return false;
      read += 1;
      ({ cursor, complete } = page);
    }
    if (read === 0) throw new Error(`The snapshot of ${name} ended before it began`);
  }
  deps.logger.info({ generation: generation.number, service: name }, "what a service knows is in the new generation");
  return true;
}

/**
 * What makes no sense is left out and told, as the log's events of that kind are given up: one fact
 * must not end a rebuild.
 */
async function takePage(
  { database, logger }: FillingDeps,
  generation: Generation,
  events: readonly ToldEvent[],
  progress: Progress,
): Promise<boolean> {
  const take = (some: readonly ToldEvent[], reached: Progress) =>
    commit({ database }, (tx) => takeEvents(tx, generation, some, reached));
  try {
    return await take(events, progress);
  } catch (error) {
    if (isTemporary(error)) throw error;
  }
  for (const event of events) {
    try {
      await take([event], {});
    } catch (error) {
      if (isTemporary(error)) throw error;
      logger.error({ err: error, eventType: event.type }, "a fact of a snapshot makes no sense and is left out");
    }
  }
  return take([], progress);
}

function isTemporary(error: unknown): boolean {
  return isOutage(error) || isTransient(error) || isWaitTimeout(error) || isStatementTimeout(error);
}
