import { ProblemError } from "@pms/kit/problem/problem";

export type Waiting = { start: () => void; giveUp: (error: ProblemError) => void };
export type FairQueue = ReturnType<typeof createFairQueue>;

/**
 * Callers in the order of their next turn: a Map keeps the order of insertion, and who was served
 * goes to its end.
 */
export function createFairQueue(waitingMax: number) {
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

export function tooMany(): ProblemError {
  return new ProblemError("unavailable", "Too many passwords to check at once.", { headers: { "retry-after": "2" } });
}
