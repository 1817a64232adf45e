import type { ReportContext } from "../measures/report-context.ts";
import { readByAge } from "../measures/store/read-population.ts";
import { cellsOf, type ProtectedForm } from "../protected/protected-form.ts";
import { countColumn, dimensionColumn, type ReportTable, toCount } from "../query/report-table.ts";
import type { ReportDefinition } from "./definition.ts";

const age = dimensionColumn("age", "Age in years");
const sex = dimensionColumn("sex", "Sex");
const count = countColumn("Patients");
/** Both have every band, also where there is nobody. */
const alwaysShown = ["female", "male"];
/** Bands of five years, the last one open. */
const bands: readonly string[] = [...Array.from({ length: 17 }, (_, i) => `${i * 5}–${i * 5 + 4}`), "85+"];
const unknownAge = "unknown";

/** The published cells name bands by their index, -1 where the age is not known. */
const protectedForm: ProtectedForm = {
  measures: [{ column: count, kinds: cellsOf("age") }],
  dimensions: () => [
    {
      column: age,
      dividedBy: "ageBand",
      values: bands.map((_, index) => String(index)),
      label: (value) => bands[Number(value)] ?? unknownAge,
    },
    { column: sex, dividedBy: "sex", values: alwaysShown },
  ],
  money: false,
};

export const ageSex: ReportDefinition = {
  name: "age-sex",
  title: "Age and sex",
  description:
    "Patients registered up to the end of `to` who are, as things stand now, active and not deceased; age is the year of `to` less the year of birth, since no more of it is known here.",
  groupBy: [],
  span: "day",
  instants: true,
  read: ageSexTable,
  protectedForm,
  chart: () => ({ kind: "pyramid", measure: "count", band: "age", side: "sex", left: "female", right: "male" }),
};

/** Every band for both sexes, and for the others where there are any. */
async function ageSexTable({ db, slot, filters }: ReportContext): Promise<ReportTable> {
  const { facilities, to, timeZone } = filters;
  const cells = await readByAge(db, { slot, facilities, to, timeZone });
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const key = `${bandOf(cell.birthYear, to)} ${cell.sex}`;
    counts.set(key, (counts.get(key) ?? 0) + toCount(cell.count));
  }
  const sexes = [...new Set([...alwaysShown, ...cells.map((cell) => cell.sex).sort()])];
  const ages = cells.some(({ birthYear }) => birthYear === 0) ? [...bands, unknownAge] : bands;
  return {
    columns: [age, sex, count],
    rows: ages.flatMap((band) =>
      sexes.map((of) => ({ values: { age: band, sex: of, count: counts.get(`${band} ${of}`) ?? 0 } })),
    ),
  };
}

/**
 * @param birthYear 0 when not known.
 * @param on the day on which the age is asked for; of it only the year counts.
 */
function bandOf(birthYear: number, on: string): string {
  if (birthYear === 0) return unknownAge;
  const years = Math.max(0, Number(on.slice(0, 4)) - birthYear);
  return bands[Math.min(Math.floor(years / 5), bands.length - 1)] ?? unknownAge;
}
