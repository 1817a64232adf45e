/** Bars over time, from zero; what is withheld is hatched, never drawn as zero. */
import { type ChartMark, type ChartMarks, sumOfParts } from "@pms/contracts/analytics/chart-marks";
import { compactFigure, periodLabel, ticksFor } from "@pms/contracts/analytics/chart-words";
import type { ListedReport } from "@pms/contracts/analytics/reports";
import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import classes from "./dashboard.module.css";
import { useLabels } from "./use-labels.ts";
import { useOpenings } from "./use-openings.ts";

type Props = {
  shown: ChartMarks;
  listed: ListedReport;
  /** Everything that the picture says, for those who cannot see it. */
  description: string;
  say: (figure: number | null) => string;
};
/** How many labels the axis has room for, on a wide panel and on a narrow one. */
const wideLabels = 7;
const narrowLabels = 4;

export function PeriodBars({ shown, listed, description, say }: Props) {
  const { locale } = useFormats();
  const { marks, currency } = shown;
  const reached = marks.flatMap(({ parts, previous }) => [sumOfParts(parts), previous && sumOfParts(previous.parts)]);
  const known = [0, ...reached.map((sum) => sum ?? 0)];
  const ticks = ticksFor(Math.min(...known), Math.max(...known), currency);
  const [low = 0, high = 1] = [ticks.at(0), ticks.at(-1)];
  const heightOf = (figure: number) => `${(figure / (high - low)) * 100}%`;
  const zero = heightOf(-low);
  const isShown = (index: number, room: number) => (marks.length - 1 - index) % Math.ceil(marks.length / room) === 0;
  return (
    <div className={classes.periods}>
      <div role="img" aria-label={description} className={classes.plot}>
        {ticks.map((tick) => (
          <span key={tick} className={classes.gridLine} style={{ bottom: heightOf(tick - low) }}>
            <span className={classes.tick}>{compactFigure(tick, currency, locale)}</span>
          </span>
        ))}
        <div className={classes.columnsOfBars}>
          {marks.map((mark, index) => (
            <div key={mark.label} className={classes.barColumn}>
              <Stack mark={mark} zero={zero} heightOf={heightOf} />
              {mark.labelled && <BarLabel {...{ shown, mark, index, low, heightOf }} />}
              <span
                className={`${classes.xLabel} ${isShown(index, narrowLabels) ? "" : classes.wideOnly}`}
                hidden={!isShown(index, wideLabels)}
              >
                {periodLabel(mark.label, locale)}
              </span>
            </div>
          ))}
        </div>
      </div>
      <Openings {...{ marks, listed, say }} />
    </div>
  );
}

type StackProps = { mark: ChartMark; zero: string; heightOf: (figure: number) => string };

function Stack({ mark: { parts, previous }, zero, heightOf }: StackProps) {
  const before = previous && sumOfParts(previous.parts);
  const sum = sumOfParts(parts) ?? 0;
  const above = { bottom: zero } as CSSProperties;
  return (
    <>
      <div
        className={sum < 0 ? classes.stackBelow : classes.stack}
        style={sum < 0 ? { top: `calc(100% - ${zero})` } : above}
      >
        {parts.map(({ group, value }, index) =>
          value ? (
            <i
              key={group}
              style={{ height: heightOf(Math.abs(value)), background: `var(--pms-series-${index + 1})` }}
            />
          ) : null,
        )}
        {parts.some(({ value }) => value === null) && <i className={classes.hatched} />}
      </div>
      {before !== null && before !== undefined && (
        <i className={classes.before} style={{ bottom: `calc(${zero} + ${heightOf(before)})` }} />
      )}
    </>
  );
}

type LabelProps = Pick<Props, "shown"> & {
  mark: ChartMark;
  index: number;
  low: number;
  heightOf: (figure: number) => string;
};

/** Above its bar; the largest steps aside for the last where they are neighbours. */
function BarLabel({ shown: { marks, currency }, mark, index, low, heightOf }: LabelProps) {
  const { locale } = useFormats();
  const sum = sumOfParts(mark.parts);
  if (!sum) return null;
  const aside = marks.length > 4 && index < marks.length - 1 && index >= marks.length - 3;
  const top = Math.max(sum, sumOfParts(mark.previous?.parts ?? []) ?? 0, 0);
  return (
    <span className={`${classes.barLabel} ${aside ? classes.aside : ""}`} style={{ bottom: heightOf(top - low) }}>
      {compactFigure(sum, currency, locale)}
    </span>
  );
}

/** A bar opens what it is made of; the table has the same links for the keyboard. */
function Openings({ marks, listed, say }: { marks: readonly ChartMark[] } & Pick<Props, "listed" | "say">) {
  const openingFor = useOpenings(listed);
  const { period } = useLabels();
  return (
    <div className={classes.openings} aria-hidden="true">
      {marks.map(({ label, parts, previous }) => {
        const opening = openingFor(label);
        const told = (name: string, figure: string) => t("{name}: {figure}", { name: period(name), figure });
        const title = [
          told(label, say(sumOfParts(parts))),
          ...(previous ? [told(previous.label, say(sumOfParts(previous.parts)))] : []),
        ].join("\n");
        if (!opening) return <span key={label} title={title} />;
        return <Link key={label} {...opening} preload={false} tabIndex={-1} title={title} />;
      })}
    </div>
  );
}
