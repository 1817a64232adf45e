/**
 * What a service says of itself at /readyz: each thing that it rests on, and in words what is wrong
 * with it.
 */

/**
 * `down`: nothing can be served. `degraded`: something is wrong that operators must see, and what
 * still works is not taken away for it. Anyone may read the reason: a sentence of ours, no data.
 */
export type Verdict = "ok" | { state: "degraded" | "down"; reason: string };

/**
 * What is looked at; a name per dependency. Called at every probe: cheap, and nothing in it waits
 * long.
 */
export type Readiness = Readonly<Record<string, () => boolean | Verdict | Promise<boolean | Verdict>>>;

/** A check that takes longer counts as down: the probe must have its answer. */
const patienceMs = 1_000;

/** What holds now, by name; a check that fails or does not end in time is down. */
export async function checkReadiness(readiness: Readiness): Promise<Record<string, Verdict>> {
  const checked = Object.entries(readiness).map(async ([name, check]) => {
    const verdict = await inTime(Promise.try(check).catch(() => false));
    return [name, typeof verdict === "boolean" ? verdictOf(verdict) : verdict] as const;
  });
  return Object.fromEntries(await Promise.all(checked));
}

/** Whether requests may be sent here: nothing is down. */
export async function isReady(readiness: Readiness): Promise<boolean> {
  return Object.values(await checkReadiness(readiness)).every((verdict) => !isDown(verdict));
}

export function isDown(verdict: Verdict): boolean {
  return verdict !== "ok" && verdict.state === "down";
}

function verdictOf(holds: boolean): Verdict {
  return holds ? "ok" : { state: "down", reason: "does not hold" };
}

async function inTime<Value>(check: Promise<Value>): Promise<Value | Verdict> {
  const late = Promise.withResolvers<Verdict>();
  const timer = setTimeout(() => late.resolve({ state: "down", reason: "does not answer in time" }), patienceMs);
  return Promise.race([check, late.promise]).finally(() => clearTimeout(timer));
}
