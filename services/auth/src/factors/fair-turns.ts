/**
 * Turns at something scarce, in lanes. Each lane has a bounded queue and is served as often as any other, so that a lane that
 * overflows costs the others nothing; within a lane those who ask take turns, however much one of them asks (PW-3, REL-8).
 */
import { ProblemError } from "@pms/kit/http/problem";

export type FairTurns<Lane extends string> = {
  /**
   * Runs the work when it is its turn. Throws 503 when the lane is full: who has most waiting there makes room for who has
   * nothing.
   * @param caller among whom the lane is shared: a user, an address
   */
  take<Result>(lane: Lane, caller: string, work: () => Promise<Result>): Promise<Result>;
};

type Waiting = { start: () => void; giveUp: (error: ProblemError) => void };
export type TurnLimits<Lane extends string> = {
  waitingMax: Readonly<Record<Lane, number>>;
  /** Turns under way at once, over all lanes. */
  atOnceMax: number;
  /** The lanes that the last free turn is kept for: who comes there never waits for all the others. */
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
  const names = Object.keys(limits.waitingMax) as Lane[];
  const queues = new Map(names.map((name) => [name, createQueue(limits.waitingMax[name])]));
  const running = new Map<Lane, number>();
  let last = 0;

  function queueOf(lane: Lane) {
    const queue = queues.get(lane);
    if (!queue) throw new Error(`no lane ${lane}`);
    return queue;
  }
  function count(lane: Lane, change: 1 | -1): void {
    running.set(lane, (running.get(lane) ?? 0) + change);
  }
  function mayStart(lane: Lane): boolean {
    const all = running.values().reduce((sum, each) => sum + each, 0);
    if (limits.lastTurnFor.includes(lane)) return all < limits.atOnceMax;
    const ofOthers = names.filter((name) => !limits.lastTurnFor.includes(name));
    const others = ofOthers.reduce((sum, name) => sum + (running.get(name) ?? 0), 0);
    return all < limits.atOnceMax && others < Math.max(1, limits.atOnceMax - 1);
  }
  /** From the lane after the one that was served last. */
  function startNext(): void {
    for (let step = 1; step <= names.length; step += 1) {
      const index = (last + step) % names.length;
      const lane = names[index];
      if (!lane || !mayStart(lane)) continue;
      const waiting = queueOf(lane).shift();
      if (!waiting) continue;
      last = index;
      // Counted before it starts, so that nobody who comes between can take the turn.
      count(lane, 1);
      onWaiting(lane, queueOf(lane).size());
      waiting.start();
      startNext();
      return;
    }
  }
  function wait(lane: Lane, caller: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        queueOf(lane).remove(caller, waiting);
        waiting.giveUp(tooMany());
      }, limits.waitMaxMs ?? waitMaxMs);
      const end = () => {
        clearTimeout(patience);
        onWaiting(lane, queueOf(lane).size());
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
        queueOf(lane).push(caller, waiting);
        onWaiting(lane, queueOf(lane).size());
      } catch (error) {
        clearTimeout(patience);
        reject(error);
      }
    });
  }
  return {
    async take(lane, caller, work) {
      if (mayStart(lane)) count(lane, 1);
      else await wait(lane, caller);
      try {
        return await work();
      } finally {
        count(lane, -1);
        startNext();
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
    remove(caller: string, waiting: Waiting): void {
      const own = callers.get(caller);
      const at = own?.indexOf(waiting) ?? -1;
      if (!own || at < 0) return;
      own.splice(at, 1);
      if (own.length === 0) callers.delete(caller);
      size -= 1;
    },
    size: () => size,
  };
}

function tooMany(): ProblemError {
  return new ProblemError("unavailable", "Too many passwords to check at once.", { headers: { "retry-after": "2" } });
}
