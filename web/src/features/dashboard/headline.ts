/** The finding in one sentence: the service's own where the reader reads English, else the same from its figures. */
import type { Insight, InsightList } from "@pms/contracts/analytics/reports";
import { type language, serverText, t } from "../../i18n/i18n.ts";

type Formats = { dates: (from: string, to: string) => string; number: (figure: number) => string };

export function headlineIn(reading: typeof language, { headline, insights }: InsightList, formats: Formats): string {
  if (reading === "en" || headline === "") return headline;
  const changes = insights
    .filter(({ changePercent, previous }) => changePercent !== null && previous !== null)
    .toSorted((a, b) => Math.abs(b.changePercent ?? 0) - Math.abs(a.changePercent ?? 0));
  const [first] = changes;
  if (!first?.previous) return serverText(headline);
  const before = formats.dates(first.previous.from, first.previous.to);
  const said = changes.map((insight) => changeOf(insight, formats)).join("; ");
  return t("Against {before}: {said}.", { before, said });
}

function changeOf({ title, changePercent }: Insight, { number }: Formats): string {
  const percent = Math.abs(changePercent ?? 0);
  const values = { title: serverText(title), percent: number(percent < 10 ? percent : Math.round(percent)) };
  if (percent === 0) return t("{title} stayed the same", values);
  return (changePercent ?? 0) > 0 ? t("{title} rose {percent} %", values) : t("{title} fell {percent} %", values);
}
