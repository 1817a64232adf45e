import { Text } from "@mantine/core";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";

type Props = { asOf: string; lagSeconds: number; protected?: string | undefined };

/** As of when, once for the page; how far behind, when that is more than a minute. */
export function Freshness({ asOf, lagSeconds, protected: note }: Props) {
  const { time, instant } = useFormats();
  const isToday = new Date(asOf).toDateString() === new Date().toDateString();
  const when = isToday ? time(asOf) : instant(asOf);
  return (
    <Text size="sm" c="dimmed" className="tabular">
      {note !== undefined
        ? t("As of {when}. Figures about patients are protected: rounded, not exact.", { when })
        : lagSeconds > 60
          ? t("As of {when}, {minutes} min behind", { when, minutes: Math.round(lagSeconds / 60) })
          : t("As of {when}", { when })}
    </Text>
  );
}
