/**
 * Turns at something scarce, in lanes of bounded queues that are served equally often: one that
 * overflows costs the others nothing. Within a lane the callers take turns, however much one asks
 * (PW-3, REL-8).
 */
import { createFairQueue, type FairQueue, tooMany, type Waiting } from "./fair-queue.ts";

export type FairTurns<Lane extends string> = {
  /**
   * Runs the work when it is its turn. 503 when the lane is full; who has most waiting makes room
   * for others.
   * @param caller among whom the lane is shared: a user, an address
   */
  take<Result>(lane: Lane, caller: string, work: () => Promise<Result>): Promise<Result>;
};

export type TurnLimits<Lane extends string> = {
  waitingMax: Readonly<Record<Lane, number>>;
  /** Turns under way at once, over all lanes. */
  atOnceMax: number;
  /**
   * The lanes that the last free turn is kept for: who comes there never waits for all the others.
   */
  lastTurnFor: readonly NoInfer<Lane>[];
  /** Who has waited for so long is told to come again: nobody may be there any more. */
  waitMaxMs?: number;
};

const waitMaxMs = 8_000;

/** @param onWaiting told how many wait in a lane when that changes */
export function createFairTurns<Lane extends string>(
  limits: TurnLimits<Lane>,
  onWaiting: (lane: Lane, count: number) => void,
): FairTurns<Lane> {
  const lanes = Object.keys(limits.waitingMax) as Lane[];
  const queues = new Map(lanes.map((lane) => [lane, createFairQueue(limits.waitingMax[lane])]));
  const running = countRunning(limits);
  let last = 0;

  function queueOf(lane: Lane): FairQueue {
    const queue = queues.get(lane);
    if (!queue) throw new Error(`no lane ${lane}`);
    return queue;
  }
  const tellWaiting = (lane: Lane) => onWaiting(lane, queueOf(lane).size());
  /** From the lane after the one that was served last. */
  function startNext(): void {
    for (let step = 1; step <= lanes.length; step += 1) {
      const index = (last + step) % lanes.length;
      const lane = lanes[index];
      if (!lane || !running.mayStart(lane)) continue;
      const waiting = queueOf(lane).shift();
      if (!waiting) continue;
      last = index;
      // Counted before it starts, so that nobody who comes between can take the turn.
      running.change(lane, 1);
      tellWaiting(lane);
      waiting.start();
      startNext();
      return;
    }
  }
  return {
    async take(lane, caller, work) {
      if (running.mayStart(lane)) running.change(lane, 1);
      else await waitIn(queueOf(lane), caller, limits.waitMaxMs ?? waitMaxMs, () => tellWaiting(lane));
      try {
        return await work();
      } finally {
        running.change(lane, -1);
        startNext();
      }
    },
  };
}

/** How many turns are under way in each lane, and whether one more may start. */
function countRunning<Lane extends string>({ waitingMax, atOnceMax, lastTurnFor }: TurnLimits<Lane>) {
  const others = (Object.keys(waitingMax) as Lane[]).filter((lane) => !lastTurnFor.includes(lane));
  const running = new Map<Lane, number>();
  return {
    change(lane: Lane, by: 1 | -1): void {
      running.set(lane, (running.get(lane) ?? 0) + by);
    },
    mayStart(lane: Lane): boolean {
      const all = running.values().reduce((sum, each) => sum + each, 0);
      if (lastTurnFor.includes(lane)) return all < atOnceMax;
      const ofOthers = others.reduce((sum, each) => sum + (running.get(each) ?? 0), 0);
      return all < atOnceMax && ofOthers < Math.max(1, atOnceMax - 1);
    },
  };
}

/**
 * Resolves when it is the caller's turn. Throws 503 after the time, or when others take the place
 * in the queue.
 */
function waitIn(queue: FairQueue, caller: string, maxMs: number, onChange: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      queue.remove(caller, waiting);
      waiting.giveUp(tooMany());
    }, maxMs);
    const end = () => {
      clearTimeout(patience);
      onChange();
    };
    const waiting: Waiting = {
      start() {
        end();
        resolve();
      },
      giveUp(error) {
        end();
        reject(error);
      },
    };
    try {
      queue.push(caller, waiting);
      onChange();
    } catch (error) {
      clearTimeout(patience);
      reject(error);
    }
  });
}
