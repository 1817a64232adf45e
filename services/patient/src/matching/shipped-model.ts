/**
 * The weights that a clinic begins with, until it has estimated its own. Estimated by
 * `estimate.ts` on FEBRL's sets 1 and 2 and rounded; of phone and e-mail, which those lack, by what
 * is known of how often people change them.
 */
import type { Model, Rates } from "./weigh.ts";

const of = (levels: Record<string, readonly [m: number, u: number]>): Record<string, Rates> =>
  Object.fromEntries(Object.entries(levels).map(([level, [m, u]]) => [level, { m, u }]));

export const shippedModel: Model = {
  rates: {
    firstName: of({
      same: [0.72, 0.005],
      near: [0.12, 0.004],
      nickname: [0.04, 0.004],
      close: [0.05, 0.03],
      different: [0.07, 0.957],
    }),
    lastName: of({ same: [0.8, 0.002], near: [0.1, 0.003], close: [0.04, 0.03], different: [0.06, 0.965] }),
    middleName: of({ same: [0.6, 0.03], initial: [0.3, 0.08], different: [0.1, 0.89] }),
    nameSuffix: of({ same: [0.97, 0.3], different: [0.03, 0.7] }),
    dateOfBirth: of({ same: [0.88, 0.00004], near: [0.07, 0.0012], part: [0.025, 0.015], different: [0.025, 0.984] }),
    sex: of({ same: [0.98, 0.5], different: [0.02, 0.5] }),
    identifiers: of({ same: [0.85, 0.000001], near: [0.1, 0.00002], different: [0.05, 0.99998] }),
    phoneNumber: of({ same: [0.6, 0.00005], near: [0.05, 0.0001], different: [0.35, 0.99985] }),
    email: of({ same: [0.6, 0.00002], near: [0.1, 0.0005], different: [0.3, 0.9995] }),
    street: of({ same: [0.5, 0.0002], near: [0.2, 0.0006], part: [0.15, 0.02], different: [0.15, 0.979] }),
    place: of({ same: [0.6, 0.004], near: [0.1, 0.003], part: [0.15, 0.02], different: [0.15, 0.973] }),
  },
  swapped: { m: 0.03, u: 0.3 },
  firstNames: new Map(),
  lastNames: new Map(),
  rareName: 0.0007,
  places: new Map(),
  rarePlace: 0.004,
};
