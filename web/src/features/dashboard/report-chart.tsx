/** A report as its kind of chart; a single figure is a number and no chart of one bar. */
import { Text } from "@mantine/core";
import { type ChartMarks, chartMarks, sumOfParts } from "@pms/contracts/analytics/chart-marks";
import { fullFigure } from "@pms/contracts/analytics/chart-words";
import type { ListedReport, Report } from "@pms/contracts/analytics/reports";
import { useFormats } from "../../hooks/use-formats.ts";
import { serverText, t } from "../../i18n/i18n.ts";
import classes from "./dashboard.module.css";
import { LyingBars } from "./lying-bars.tsx";
import { PeriodBars } from "./period-bars.tsx";
import { useLabels, withheld } from "./use-labels.ts";
import { WithheldNote } from "./withheld-note.tsx";

const isSingleMark = ({ marks, groups, kind }: ChartMarks) =>
  marks.length === 1 && groups.length === 1 && kind === "periods";

export function isSingle(report: Report): boolean {
  return isSingleMark(chartMarks(report));
}

export function ReportChart({ report, listed }: { report: Report; listed: ListedReport }) {
  const shown = chartMarks(report);
  const { locale } = useFormats();
  const { nameOf } = useLabels();
  const say = (figure: number | null) => (figure === null ? withheld : fullFigure(figure, shown.currency, locale));
  if (isSingleMark(shown)) return <SingleFigure shown={shown} say={say} />;
  const anyWithheld = shown.marks.some(({ parts }) => parts.some(({ value }) => value === null));
  const spoken = shown.marks.map(({ label, parts }) => {
    const figures = parts.map(({ group, value }) =>
      shown.groupColumn === undefined ? say(value) : `${nameOf(shown.groupColumn, group)} ${say(value)}`,
    );
    return `${nameOf(shown.labelColumn, label)} ${figures.join(", ")}`;
  });
  const description = t("{title}: {figures}", { title: serverText(report.title), figures: spoken.join("; ") });
  return (
    <>
      <Legend shown={shown} />
      {shown.kind === "periods" ? (
        <PeriodBars shown={shown} listed={listed} description={description} say={say} />
      ) : (
        <LyingBars shown={shown} description={description} say={say} />
      )}
      {anyWithheld && <WithheldNote />}
      <LeftOut report={report} shown={shown} />
    </>
  );
}

function SingleFigure({ shown: { marks }, say }: { shown: ChartMarks; say: (figure: number | null) => string }) {
  const [mark] = marks;
  const value = sumOfParts(mark?.parts ?? []);
  return (
    <div className={classes.single}>
      <Text fw={700} className={classes.figure}>
        {say(value)}
      </Text>
      {mark?.previous && (
        <Text size="sm" c="dimmed">
          {t("{figure} before", { figure: say(sumOfParts(mark.previous.parts)) })}
        </Text>
      )}
    </div>
  );
}

function Legend({ shown: { groups, groupColumn } }: { shown: ChartMarks }) {
  const { nameOf } = useLabels();
  if (groupColumn === undefined) return null;
  return (
    <div className={classes.legend} aria-hidden="true">
      {groups.map((group, index) => (
        <span key={group}>
          <i className={classes.swatch} style={{ background: `var(--pms-series-${index + 1})` }} />
          {nameOf(groupColumn, group)}
        </span>
      ))}
    </div>
  );
}

/** What the picture has no place for, in words. */
function LeftOut({ report: { chart, rows }, shown: { otherCurrencies } }: { report: Report; shown: ChartMarks }) {
  const { number } = useFormats();
  const others =
    chart.kind === "pyramid"
      ? rows.filter((row) => row[chart.side] !== chart.left && row[chart.side] !== chart.right)
      : [];
  const counts = others.map((row) => row[chart.measure]);
  const sum = counts.reduce<number>((total, count) => total + Number(count), 0);
  const words = [
    ...(counts.includes(null) ? [t("How many have another or unknown sex is withheld.")] : []),
    ...(sum > 0 && !counts.includes(null)
      ? [t("{count} more with another or unknown sex.", { count: number(sum) })]
      : []),
    ...(otherCurrencies.length > 0
      ? [t("Sums in {currencies} are in the table.", { currencies: otherCurrencies.join(", ") })]
      : []),
  ];
  if (words.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" mt="sm">
      {words.join(" ")}
    </Text>
  );
}
