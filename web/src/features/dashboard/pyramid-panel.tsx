/** Patients by age and sex. Groups too small to show are hatched, never drawn as zero. */
import { Text } from "@mantine/core";
import type { Report } from "@pms/contracts/analytics/reports";
import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../../hooks/use-formats.ts";
import classes from "./dashboard.module.css";
import { reportQuery } from "./queries.ts";
import type { Days } from "./range.ts";
import { ReportPanel } from "./report-panel.tsx";
import { addUnknown, type PyramidBand, pyramidOf, withheld } from "./report-rows.ts";
import { WithheldNote } from "./withheld-note.tsx";

function bandsOf(report: Report | undefined): PyramidBand[] {
  const dimensions = report?.columns.filter(({ kind }) => kind === "dimension").map(({ name }) => name) ?? [];
  const band = dimensions.find((name) => name !== "sex") ?? "ageBand";
  return pyramidOf(report?.rows ?? [], band, "sex");
}

export function PyramidPanel({ days }: { days: Days }) {
  const query = useQuery(reportQuery("age-sex", days));
  const bands = bandsOf(query.data);
  return (
    <ReportPanel
      title="Patients by age and sex"
      sources={[{ name: "age-sex", query }]}
      days={days}
      empty={bands.length === 0}
      chart={<Pyramid bands={bands} />}
    />
  );
}

function Pyramid({ bands }: { bands: readonly PyramidBand[] }) {
  const { number } = useFormats();
  const largest = Math.max(1, ...bands.flatMap(({ female, male }) => [female ?? 0, male ?? 0]));
  const say = (count: number | null) => (count === null ? withheld : number(count));
  const anyWithheld = bands.some(({ female, male }) => female === null || male === null);
  const spoken = bands.map(({ band, female, male }) => `${band}: ${say(female)} female, ${say(male)} male`).join("; ");
  const others = bands.reduce<number | null>((sum, { other }) => addUnknown(sum, other), 0);
  return (
    <>
      <div role="img" aria-label={`Patients by age and sex: ${spoken}`}>
        <div className={classes.pyramid}>
          <b style={{ textAlign: "right" }}>Female</b>
          <span className={classes.band}>Age</span>
          <b>Male</b>
          {bands.toReversed().map(({ band, female, male }) => (
            <div key={band} style={{ display: "contents" }}>
              <Side count={female} largest={largest} label={female === null ? "" : number(female)} tone="female" />
              <span className={classes.band}>{band}</span>
              <Side count={male} largest={largest} label={male === null ? "" : number(male)} tone="male" />
            </div>
          ))}
        </div>
      </div>
      {anyWithheld && <WithheldNote />}
      {others !== 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {others === null
            ? "How many have another or unknown sex is withheld."
            : `${number(others)} more with another or unknown sex.`}
        </Text>
      )}
    </>
  );
}

type SideProps = { count: number | null; largest: number; label: string; tone: "female" | "male" };

function Side({ count, largest, label, tone }: SideProps) {
  const width = count === null ? undefined : `calc((100% - 48px) * ${count / largest})`;
  return (
    <div className={`${classes.side} ${tone === "female" ? classes.left : ""}`}>
      <span className={`${classes.bar} ${count === null ? classes.withheld : classes[tone]}`} style={{ width }} />
      <span>{label}</span>
    </div>
  );
}
