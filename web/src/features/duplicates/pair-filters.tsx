import { Group, SegmentedControl, Text } from "@mantine/core";
import { grades } from "@pms/contracts/patients/matching";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { gradeWords } from "../../patient/grade-words.ts";
import type { Filters } from "./queries.ts";

const all = "all";
type Props = { filters: Filters; onChange: (filters: Filters) => void; total: number | undefined };

/** Which pairs are shown, in which order, and how many there are. */
export function PairFilters({ filters, onChange, total }: Props) {
  const { number } = useFormats();
  const { grade, ...rest } = filters;
  return (
    <Group mb="lg" gap="lg">
      <SegmentedControl
        aria-label={t("Grade")}
        value={grade ?? all}
        onChange={(value) =>
          onChange({ ...rest, ...(value !== all && { grade: value as NonNullable<Filters["grade"]> }) })
        }
        data={[{ value: all, label: t("All") }, ...grades.map((value) => ({ value, label: gradeWords[value] }))]}
      />
      <SegmentedControl
        aria-label={t("Order")}
        value={filters.sort ?? "-probability"}
        onChange={(value) => onChange({ ...filters, sort: value as NonNullable<Filters["sort"]> })}
        data={[
          { value: "-probability", label: t("Likeliest first") },
          { value: "detectedAt", label: t("Oldest first") },
        ]}
      />
      <SegmentedControl
        aria-label={t("Decision")}
        value={filters.status ?? "open"}
        onChange={(value) => onChange({ ...filters, status: value as NonNullable<Filters["status"]> })}
        data={[
          { value: "open", label: t("To decide") },
          { value: "dismissed", label: t("Two persons") },
        ]}
      />
      {total !== undefined && (filters.status ?? "open") === "open" && (
        <Text size="sm" c="dimmed" role="status">
          {t("{count, plural, one {{shown} pair to decide} other {{shown} pairs to decide}}", {
            count: total,
            shown: number(total),
          })}
        </Text>
      )}
    </Group>
  );
}
