import type { Database } from "@pms/kit/db/database";
import { commit } from "@pms/kit/events/commit";
import type { DB } from "../store/gen/tables.ts";
import { peopleMin } from "./protected-figures.ts";
import { getPublication, isPublicationDue, type Publication, publishFigures } from "./store/publication.ts";

/**
 * What takes no longer is done while a caller waits, so that in a small clinic the figures are of
 * now.
 */
const callerWaitsMaxMs = 1_000;
/** Else once in a minute at most, and so rarely that it takes a fiftieth of the time at most. */
const publishEveryMs = 60_000;
const restPerWork = 50;

type PublicationDeps = { database: Database<DB>; now: () => Date };

/** What protected figures are of. Publishes first where that is due and known to be soon done. */
export async function readPublication({ database, now }: PublicationDeps): Promise<Publication> {
  const known = await getPublication(database.db);
  const soonDone = known.number > 0 && known.tookMs <= callerWaitsMaxMs;
  // However often anybody asks, at most half of the time goes into it.
  const early = now().getTime() - known.publishedAt.getTime() < 2 * known.tookMs;
  if (!soonDone || early || !(await isPublicationDue(database.db, peopleMin))) return known;
  await commit({ database }, (tx) => publishFigures(tx, peopleMin));
  return getPublication(database.db);
}

/** Publishes where it is due, and the last time is long enough ago; the first time at once. */
export async function publishWhenDue({ database, now }: PublicationDeps): Promise<void> {
  const { number, publishedAt, tookMs } = await getPublication(database.db);
  const early = now().getTime() - publishedAt.getTime() < Math.max(publishEveryMs, restPerWork * tookMs);
  if ((number > 0 && early) || !(await isPublicationDue(database.db, peopleMin))) return;
  await commit({ database }, (tx) => publishFigures(tx, peopleMin));
}
