/** Bars over time, from zero; what is withheld is hatched, never drawn as zero. In a chunk of its own: the chart library is as large as the rest of the page. */
import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { useId } from "react";
import { withheld } from "./report-rows.ts";
import { WithheldNote } from "./withheld-note.tsx";

type Series = { name: string; label: string; color: string };
type Props = {
  /** Everything that the picture says, for those who cannot see it. */
  description: string;
  rows: Record<string, string | number | null>[];
  series: readonly Series[];
  format: (value: number) => string;
  /** For the axis, when the full figure would be too long. */
  compact?: (value: number) => string;
};

const hatchedHeight = 24;

export default function PeriodBars({ description, rows, series, format, compact = format }: Props) {
  const hatch = useId();
  const anyWithheld = rows.some((row) => series.some(({ name }) => row[name] === null));
  // The chart promises numbers to its callbacks, and passes on whatever the row holds.
  const isWithheld = (value: number | null | undefined) => value === null || value === undefined;
  return (
    <>
      <div role="img" aria-label={description}>
        <BarChart
          h={280}
          data={rows}
          dataKey="label"
          series={[...series]}
          valueFormatter={(value) => (isWithheld(value) ? withheld : format(value))}
          getBarColor={(value, { color = "currentColor" }) => (isWithheld(value) ? `url(#${hatch})` : color)}
          gridAxis="x"
          tickLine="none"
          yAxisProps={{ width: 64, tickFormatter: compact, allowDecimals: false }}
          xAxisProps={{ minTickGap: 16 }}
          barChartProps={{ accessibilityLayer: false, barGap: 2 }}
          barProps={{
            isAnimationActive: false,
            maxBarSize: 40,
            minPointSize: (value) => (isWithheld(value) ? hatchedHeight : 0),
          }}
        >
          <defs>
            <pattern id={hatch} width={4} height={4} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width={1} height={4} fill="var(--pms-edge)" />
            </pattern>
          </defs>
        </BarChart>
      </div>
      {anyWithheld && <WithheldNote />}
    </>
  );
}
