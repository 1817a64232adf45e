/** Bars one beneath the other: to the right, or of a pyramid to both sides. */
import type { ChartMark, ChartMarks } from "@pms/contracts/analytics/chart-marks";
import classes from "./dashboard.module.css";
import { useLabels } from "./use-labels.ts";

type Props = { shown: ChartMarks; description: string; say: (figure: number | null) => string };

export function LyingBars({ shown, description, say }: Props) {
  const { nameOf } = useLabels();
  const { marks, groups, kind, labelColumn } = shown;
  const figures = marks.flatMap(({ parts, previous }) => [...parts, ...(previous?.parts ?? [])]);
  const largest = Math.max(1, ...figures.map(({ value }) => value ?? 0));
  const side = (mark: ChartMark, index: number) => (
    <Side
      value={mark.parts[index]?.value ?? null}
      before={mark.previous?.parts[index]?.value ?? null}
      largest={largest}
      say={say}
      series={index + 1}
      left={groups.length > 1 && index === 0}
    />
  );
  return (
    <div role="img" aria-label={description} className={kind === "pyramid" ? classes.pyramid : classes.ranking}>
      {marks.map((mark) => (
        <div key={mark.label} className={classes.lyingRow}>
          {kind === "pyramid" && side(mark, 0)}
          <span className={classes.band}>{nameOf(labelColumn, mark.label)}</span>
          {side(mark, kind === "pyramid" ? 1 : 0)}
        </div>
      ))}
    </div>
  );
}

type SideProps = {
  value: number | null;
  before: number | null;
  largest: number;
  say: Props["say"];
  series: number;
  left: boolean;
};

function Side({ value, before, largest, say, series, left }: SideProps) {
  const share = (figure: number) => `calc((100% - var(--figure-width)) * ${figure / largest})`;
  return (
    <div className={`${classes.side} ${left ? classes.left : ""}`}>
      {value === null ? (
        <i className={classes.hatched} />
      ) : (
        <i
          className={classes.lying}
          style={{ width: share(value), minWidth: value === 0 ? 0 : 1, background: `var(--pms-series-${series})` }}
        />
      )}
      {before !== null && <i className={classes.beforeLying} style={{ [left ? "right" : "left"]: share(before) }} />}
      <span className={classes.sideFigure}>{value === null ? "" : say(value)}</span>
    </div>
  );
}
