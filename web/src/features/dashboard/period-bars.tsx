/**
 * Bars over time, from zero; what is withheld is hatched, never drawn as zero. In a chunk of its
 * own: the chart library is as large as the rest of the page.
 */
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
/**
 * Stands for what is withheld within the chart, which draws nothing for null. No count and no
 * amount is so small.
 */
const hatched = 0.001;

function drawn(rows: Props["rows"]): Record<string, string | number>[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? hatched])));
}

export default function PeriodBars({ description, rows, series, format, compact = format }: Props) {
  const hatching = useId();
  const values = rows.flatMap((row) => series.map(({ name }) => row[name]));
  const anyDrawn = values.some((value) => typeof value === "number" && value !== 0);
  return (
    <>
      <div role="img" aria-label={description}>
        <BarChart
          h={280}
          data={drawn(rows)}
          dataKey="label"
          series={[...series]}
          valueFormatter={(value) => (value === hatched ? withheld : format(value))}
          getBarColor={(value, { color = "currentColor" }) => (value === hatched ? `url(#${hatching})` : color)}
          gridAxis="x"
          tickLine="none"
          yAxisProps={{
            width: 64,
            // Nothing has a height of its own: a scale would be of nothing.
            tickFormatter: (value) => (anyDrawn || value === 0 ? compact(value) : ""),
            allowDecimals: false,
          }}
          xAxisProps={{ minTickGap: 8 }}
          barChartProps={{ accessibilityLayer: false, barGap: 2, margin: { top: 8 } }}
          barProps={{
            isAnimationActive: false,
            maxBarSize: 40,
            minPointSize: (value) => (value === hatched ? hatchedHeight : 0),
          }}
        >
          <defs>
            <pattern id={hatching} width={4} height={4} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width={1} height={4} fill="var(--pms-edge)" />
            </pattern>
          </defs>
        </BarChart>
      </div>
      {values.includes(null) && <WithheldNote />}
    </>
  );
}
