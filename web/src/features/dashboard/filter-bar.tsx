/** Range, facility and comparison: one bar that rules every figure of the page. */
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";
import classes from "./dashboard.module.css";
import { spanChoices } from "./range.ts";
import { useInsightsSearch } from "./use-insights-search.ts";

const comparisons = [
  { value: "previous-period", label: t("the period before") },
  { value: "previous-year", label: t("a year before") },
  { value: "none", label: t("nothing") },
];

export function FilterBar() {
  const { search, asked, change, isCustom } = useInsightsSearch();
  const { facilities } = useMe();
  const { dates } = useFormats();
  const { range = "12m", compare = "previous-period", facility = "" } = search;
  const setRange = (value: string) => change({ range: value, from: undefined, to: undefined });
  return (
    <search className={classes.bar} aria-label={t("What the figures cover")}>
      <SegmentedControl
        className={classes.spans}
        aria-label={t("Time shown")}
        data={spanChoices}
        value={isCustom ? "" : range}
        onChange={setRange}
      />
      <NativeSelect
        className={classes.spanSelect}
        label={t("Time")}
        data={isCustom ? [{ value: "", label: t("These days") }, ...spanChoices] : spanChoices}
        value={isCustom ? "" : range}
        onChange={({ currentTarget }) => setRange(currentTarget.value)}
      />
      {isCustom && asked.from && asked.to && (
        <Button variant="light" size="sm" rightSection="×" onClick={() => setRange(range)}>
          {dates(asked.from, asked.to)}
        </Button>
      )}
      {facilities.length > 1 && (
        <NativeSelect
          label={t("Facility")}
          data={[
            { value: "", label: t("All facilities") },
            ...facilities.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={facility}
          onChange={({ currentTarget: { value } }) => change({ facility: value })}
        />
      )}
      <NativeSelect
        label={t("Compared with")}
        data={comparisons}
        value={compare}
        disabled={asked.range === "all"}
        onChange={({ currentTarget: { value } }) => change({ compare: value })}
      />
    </search>
  );
}
