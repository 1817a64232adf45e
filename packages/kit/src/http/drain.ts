/**
 * Stopping without a failed request (REL-7): whoever sends requests here is told first, and served
 * meanwhile.
 */
import type { App } from "./app.ts";

type Drain = { stopping: boolean; probedAtMs: number };
const drains = new WeakMap<object, Drain>();

/** A gateway that asked within this time still sends requests. */
const probedLatelyMs = 3_000;
/** Gateways ask twice a second: by then each has heard that we stop. */
const tellMs = 1_000;

/** Beside the app, for its probe and its answers. */
export function drainOf(app: object): Drain {
  const known = drains.get(app);
  if (known) return known;
  const drain = { stopping: false, probedAtMs: Number.NEGATIVE_INFINITY };
  drains.set(app, drain);
  return drain;
}

/**
 * Says at /readyz that it stops, serves until every gateway has heard it, and closes once what is
 * under way is answered.
 */
export async function drainAndClose(app: App): Promise<void> {
  const drain = drainOf(app);
  drain.stopping = true;
  if (performance.now() - drain.probedAtMs < probedLatelyMs)
    await new Promise((resolve) => setTimeout(resolve, tellMs));
  await app.close();
}
