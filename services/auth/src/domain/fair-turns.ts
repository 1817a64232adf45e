/**
 * Turns at something scarce, in lanes. Each lane has a bounded queue and is served as often as any other, so that a lane that
 * overflows costs the others nothing; within a lane those who ask take turns, however much one of them asks (PW-3, REL-8).
 */
import { ProblemError } from "@pms/kit/problem";

export type FairTurns<Lane extends string> = {
  /**
   * Runs the work when it is its turn. Throws 503 when the lane is full: who has most waiting there makes room for who has
   * nothing.
   * @param caller among whom the lane is shared: a user, an address
   */
  take<Result>(lane: Lane, caller: string, work: () => Promise<Result>): Promise<Result>;
};

type Waiting = { start: () => void; giveUp: (error: ProblemError) => void };

/**
 * @param waitingMax by lane
 * @param atOnceMax turns under way at once, over all lanes
 * @param onWaiting told how many wait in a lane when that changes
 */
export function createFairTurns<Lane extends string>(
  waitingMax: Readonly<Record<Lane, number>>,
  atOnceMax: number,
  onWaiting: (lane: Lane, count: number) => void,
): FairTurns<Lane> {
  const names = Object.keys(waitingMax) as Lane[];
  const queues = new Map(names.map((name) => [name, createQueue(waitingMax[name])]));
  let running = 0;
  let last = 0;

  function queueOf(lane: Lane) {
    const queue = queues.get(lane);
    if (!queue) throw new Error(`no lane ${lane}`);
    return queue;
  }
  /** From the lane after the one that was served last. */
  function next(): Waiting | undefined {
    for (let step = 1; step <= names.length; step += 1) {
      const index = (last + step) % names.length;
      const lane = names[index];
      const waiting = lane && queueOf(lane).shift();
      if (!lane || !waiting) continue;
      last = index;
      onWaiting(lane, queueOf(lane).size());
      return waiting;
    }
    return undefined;
  }
  return {
    async take(lane, caller, work) {
      if (running < atOnceMax) running += 1;
      else
        await new Promise<void>((start, giveUp) => {
          queueOf(lane).push(caller, { start, giveUp });
          onWaiting(lane, queueOf(lane).size());
        });
      try {
        return await work();
      } finally {
        const waiting = next();
        // The turn is handed on, so that nobody who comes between can take it.
        if (waiting) waiting.start();
        else running -= 1;
      }
    },
  };
}

/** Callers in the order of their next turn: a Map keeps the order of insertion, and who was served goes to its end. */
function createQueue(waitingMax: number) {
  const callers = new Map<string, Waiting[]>();
  let size = 0;

  function makeRoom(): boolean {
    const most = [...callers.values()].reduce((one, other) => (other.length > one.length ? other : one), []);
    if (most.length < 2) return false;
    most.pop()?.giveUp(tooMany());
    size -= 1;
    return true;
  }
  return {
    push(caller: string, waiting: Waiting): void {
      const own = callers.get(caller) ?? [];
      if (size >= waitingMax && (own.length > 0 || !makeRoom())) throw tooMany();
      own.push(waiting);
      callers.set(caller, own);
      size += 1;
    },
    shift(): Waiting | undefined {
      const [first] = callers;
      if (!first) return undefined;
      const [caller, own] = first;
      const waiting = own.shift();
      callers.delete(caller);
      if (own.length > 0) callers.set(caller, own);
      size -= 1;
      return waiting;
    },
    size: () => size,
  };
}

function tooMany(): ProblemError {
  return new ProblemError("unavailable", "Too many passwords to check at once.", { headers: { "retry-after": "2" } });
}
