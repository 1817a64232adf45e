/** The weights in force: the estimated or the shipped ones, with how common names are here. */
import { createWakeUp } from "@pms/kit/batching/wake-up";
import type { Database } from "@pms/kit/db/database";
import type { Logger } from "@pms/kit/observe/log";
import type { DB } from "../store/gen/tables.ts";
import { type MatchModel, priorBitsOf } from "./judge.ts";
import { shippedModel } from "./shipped-model.ts";
import { findLatestRates } from "./store/models.ts";
import { sampleNames } from "./store/profiles.ts";
import type { Model } from "./weigh.ts";

const refreshMs = 15_000;
const sampleMax = 20_000;

export type MatchModelSource = {
  /** As of the last look, a quarter of a minute ago at most. */
  current(): Promise<MatchModel>;
  stop(): Promise<void>;
};

/** Looks at the base now and then, behind the work of the service. */
export function openMatchModel({
  database,
  logger,
}: {
  database: Pick<Database<DB>, "pool">;
  logger: Logger;
}): MatchModelSource {
  const wakeUp = createWakeUp();
  let stopping = false;
  let model: MatchModel = { model: shippedModel, priorBits: priorBitsOf(0) };
  const { promise: first, resolve: looked } = Promise.withResolvers<void>();
  const working = (async () => {
    while (!stopping) {
      try {
        model = await readModel(database);
      } catch (error) {
        logger.warn({ err: error }, "the weights of matching could not be read; the last ones stand");
      }
      looked();
      await wakeUp.wait(refreshMs);
    }
  })();
  return {
    async current() {
      await first;
      return model;
    },
    async stop() {
      stopping = true;
      wakeUp.call();
      await working;
    },
  };
}

export async function readModel({ pool }: Pick<Database<DB>, "pool">): Promise<MatchModel> {
  const [{ count, names }, rates] = await Promise.all([sampleNames(pool, sampleMax), findLatestRates(pool)]);
  const model: Model = {
    ...shippedModel,
    ...(rates && { rates }),
    firstNames: sharesOf(
      names.flatMap(({ given }) => given),
      names.length,
    ),
    lastNames: sharesOf(
      names.flatMap(({ surnames }) => surnames),
      names.length,
    ),
  };
  return { model, priorBits: priorBitsOf(count) };
}

/** The shares of names that are more common than a rare one. */
export function sharesOf(names: readonly string[], of: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shares = [...counts].map(([name, count]) => [name, count / of] as const);
  return new Map(shares.filter(([, share]) => share > shippedModel.rareName));
}
