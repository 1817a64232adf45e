import { ProblemError } from "../problem/problem.ts";
import { isWaitTimeout } from "./outage.ts";

/**
 * Who may open a transaction now: writers have a part of the pool, and two at most are of one
 * aggregate. The others wait here, without a connection.
 */
export type Turns = {
  /**
   * Runs the work in its turn. 503 when that does not come in time, and at once when somebody has
   * just waited for this aggregate's lock in vain.
   */
  take<Result>(aggregate: string | undefined, work: () => Promise<Result>): Promise<Result>;
};

type Queue = { places: number; running: number; waiting: Waiting[]; movedAtMs: number };
type Waiting = { enter: () => void; refuse: (problem: ProblemError) => void };
type Aggregate = Queue & { stuckUntilMs: number; wasStuck: boolean };

/** The second one only while there is room for others. */
const perAggregate = 2;
/** Before a connection is asked for: while nobody's turn comes, and in all. */
const waitMaxMs = 2_500;
const turnMaxMs = 9_000;
const waitingMax = 1_000;
/** After a lock was waited for in vain, one at a time tries again after this pause. */
const stuckMs = 1_000;

/** @param writersMax transactions at once */
export function createTurns(writersMax: number): Turns {
  const writers: Queue = { places: writersMax, running: 0, waiting: [], movedAtMs: 0 };
  const aggregates = new Map<string, Aggregate>();

  async function takeOf<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const own = aggregates.get(name) ?? fresh();
    aggregates.set(name, own);
    if (performance.now() < own.stuckUntilMs) throw locked();
    if (!own.wasStuck) own.places = writers.running < writers.places / 2 ? perAggregate : 1;
    await enter(own);
    try {
      const result = await work();
      own.wasStuck = false;
      return result;
    } catch (error) {
      if (isWaitTimeout(error)) holdBack(name, own);
      throw error;
    } finally {
      leave(own);
      if (own.running === 0 && performance.now() >= own.stuckUntilMs) aggregates.delete(name);
    }
  }
  function holdBack(name: string, own: Aggregate): void {
    own.stuckUntilMs = performance.now() + stuckMs;
    own.places = 1;
    own.wasStuck = true;
    for (const { refuse } of own.waiting.splice(0)) refuse(locked());
    setTimeout(() => {
      if (own.running === 0 && aggregates.get(name) === own && performance.now() >= own.stuckUntilMs)
        aggregates.delete(name);
    }, 2 * stuckMs).unref();
  }

  return {
    async take(aggregate, work) {
      const write = async () => {
        await enter(writers);
        try {
          return await work();
        } finally {
          leave(writers);
        }
      };
      return aggregate === undefined ? write() : takeOf(aggregate, write);
    },
  };
}

const fresh = (): Aggregate => {
  return { places: perAggregate, running: 0, waiting: [], movedAtMs: 0, stuckUntilMs: 0, wasStuck: false };
};

async function enter(queue: Queue): Promise<void> {
  if (queue.running < queue.places) {
    queue.running += 1;
    return;
  }
  if (queue.waiting.length >= waitingMax) throw busy();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const own = { enter: resolve, refuse: reject };
  queue.waiting.push(own);
  const giveUpAtMs = performance.now() + turnMaxMs;
  const wait = (): NodeJS.Timeout =>
    setTimeout(() => {
      const nowMs = performance.now();
      if (nowMs < giveUpAtMs && nowMs - queue.movedAtMs < waitMaxMs) {
        patience = wait();
        return;
      }
      queue.waiting.splice(queue.waiting.indexOf(own), 1);
      reject(busy());
    }, waitMaxMs);
  let patience = wait();
  await promise.finally(() => clearTimeout(patience));
}

/** The place goes to who has waited longest. */
function leave(queue: Queue): void {
  queue.running -= 1;
  while (queue.running < queue.places && queue.waiting.length > 0) {
    queue.running += 1;
    queue.movedAtMs = performance.now();
    queue.waiting.shift()?.enter();
  }
}

const soon = { headers: { "retry-after": "1" } };

function busy(): ProblemError {
  return new ProblemError("unavailable", "Too much is being written just now. Try again in a moment.", soon);
}

/**
 * What is told where a lock was waited for in vain: 503, since the same request succeeds once the
 * other has ended.
 */
export function locked(cause?: unknown): ProblemError {
  const detail = "Somebody else is changing the same record. Try again in a moment.";
  return new ProblemError("unavailable", detail, { ...soon, cause });
}
