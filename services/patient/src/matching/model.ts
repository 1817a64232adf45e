/** The weights in force: the estimated or the shipped ones, with how common names are here. */
import { createWakeUp } from "@pms/kit/batching/wake-up";
import type { Database } from "@pms/kit/db/database";
import type { Logger } from "@pms/kit/observe/log";
import type { DB } from "../store/gen/tables.ts";
import { type MatchModel, priorBitsOf } from "./judge.ts";
import { shippedModel } from "./shipped-model.ts";
import { findLatestRates } from "./store/models.ts";
import { sampleTerms } from "./store/profiles.ts";
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
  const [{ count, terms }, rates] = await Promise.all([sampleTerms(pool, sampleMax), findLatestRates(pool)]);
  const model: Model = {
    ...shippedModel,
    ...(rates && { rates }),
    ...termsOf(terms),
  };
  return { model, priorBits: priorBitsOf(count) };
}

type Terms = { given: readonly string[]; surnames: readonly string[]; place: string | null };

/** How common names and places are among these records. */
export function termsOf(records: readonly Terms[]): Pick<Model, "firstNames" | "lastNames" | "places"> {
  const { rareName, rarePlace } = shippedModel;
  const shares = (values: readonly string[], rare: number) => sharesOf(values, records.length, rare);
  return {
    firstNames: shares(
      records.flatMap(({ given }) => given),
      rareName,
    ),
    lastNames: shares(
      records.flatMap(({ surnames }) => surnames),
      rareName,
    ),
    places: shares(
      records.flatMap(({ place }) => place ?? []),
      rarePlace,
    ),
  };
}

/** The shares of those that are more common than a rare one. */
function sharesOf(values: readonly string[], of: number, rare: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const shares = [...counts].map(([value, count]) => [value, count / of] as const);
  return new Map(shares.filter(([, share]) => share > rare));
}
