import { otherGroup } from "@pms/contracts/analytics/chart-marks";
import { isUnderWay, periodLabel } from "@pms/contracts/analytics/chart-words";
import { useFormats } from "../../hooks/use-formats.ts";
import { useMe } from "../../session/session.ts";

/** In the place of a figure that may not be told, since few people are behind it, or none. */
export const withheld = "withheld";

/** How values of a report's columns are called; codes and states stay as they are. */
export function useLabels() {
  const { facilities } = useMe();
  const { locale, reading } = useFormats();
  /** The period that is not over says so. */
  function period(name: string): string {
    return `${periodLabel(name, locale)}${isUnderWay(name, reading.today) ? " so far" : ""}`;
  }
  function nameOf(column: string, value: unknown): string {
    if (value === null || value === undefined || value === "") return "Not known";
    const text = String(value);
    if (text === otherGroup) return "All others";
    if (column === "period") return period(text);
    if (column === "facilityId") return facilities.find(({ id }) => id === text)?.name ?? "Another facility";
    return column === "code" ? text : text.charAt(0).toUpperCase() + text.slice(1);
  }
  return { period, nameOf };
}
