import { otherGroup } from "@pms/contracts/analytics/chart-marks";
import { isUnderWay, periodLabel } from "@pms/contracts/analytics/chart-words";
import { useFormats } from "../../hooks/use-formats.ts";
import { serverText, t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";

/** In the place of a figure that may not be told, since few people are behind it, or none. */
export const withheld = t("withheld");

/** How values of a report's columns are called; codes and states stay as they are. */
export function useLabels() {
  const { facilities } = useMe();
  const { locale, reading } = useFormats();
  /** The period that is not over says so. */
  function period(name: string): string {
    const period = periodLabel(name, locale);
    return isUnderWay(name, reading.today) ? t("{period} so far", { period }) : period;
  }
  function nameOf(column: string, value: unknown): string {
    if (value === null || value === undefined || value === "") return t("Not known");
    const text = String(value);
    if (text === otherGroup) return t("All others");
    if (column === "period") return period(text);
    if (column === "facilityId") return facilities.find(({ id }) => id === text)?.name ?? t("Another facility");
    return column === "code" || column === "state" ? text : serverText(text.charAt(0).toUpperCase() + text.slice(1));
  }
  return { period, nameOf };
}
