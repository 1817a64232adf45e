/** Bars over time, from zero. In a chunk of its own: the chart library is as large as the rest of the page. */
import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";

type Series = { name: string; label: string; color: string };
type Props = {
  /** Everything that the picture says, for those who cannot see it. */
  description: string;
  rows: Record<string, string | number>[];
  series: readonly Series[];
  format: (value: number) => string;
  /** For the axis, when the full figure would be too long. */
  compact?: (value: number) => string;
};

export default function PeriodBars({ description, rows, series, format, compact = format }: Props) {
  return (
    <div role="img" aria-label={description}>
      <BarChart
        h={280}
        data={rows}
        dataKey="label"
        series={[...series]}
        valueFormatter={format}
        gridAxis="x"
        tickLine="none"
        yAxisProps={{ width: 64, tickFormatter: compact, allowDecimals: false }}
        xAxisProps={{ minTickGap: 16 }}
        barChartProps={{ accessibilityLayer: false, barGap: 2 }}
        barProps={{ isAnimationActive: false, maxBarSize: 40 }}
      />
    </div>
  );
}
