import { countColumn, dimensionColumn, type ReportTable, toCount } from "../query/report-table.ts";
import { ageBandOf, ageBands, unknownAge } from "./age-bands.ts";
import type { ReportContext } from "./context.ts";
import { readByAge } from "./store/read-population.ts";

/** The population pyramid: every band for both sexes, and for the others where there are any. */
export async function ageSex({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, to, timeZone } = filters;
  const cells = await readByAge(db, { slot, facilities, to, timeZone });
  const counts = new Map<string, number>();
  for (const { birthYear, sex, count } of cells) {
    const key = `${ageBandOf(birthYear, to)} ${sex}`;
    counts.set(key, (counts.get(key) ?? 0) + toCount(count));
  }
  const present = cells.map(({ sex }) => sex);
  const sexes = [...new Set(["female", "male", ...present.sort()])];
  const bands = cells.some(({ birthYear }) => birthYear === 0) ? [...ageBands, unknownAge] : ageBands;
  return {
    columns: [dimensionColumn("age", "Age in years"), dimensionColumn("sex", "Sex"), countColumn("Patients")],
    rows: bands.flatMap((age) =>
      sexes.map((sex) => {
        const count = counts.get(`${age} ${sex}`) ?? 0;
        return { values: { age, sex, count } };
      }),
    ),
  };
}
