import { Text } from "@mantine/core";
import { useFormats } from "../../hooks/use-formats.ts";

type Props = { asOf: string; lagSeconds: number; protected?: string | undefined };

/** As of when, once for the page; how far behind, when that is more than a minute. */
export function Freshness({ asOf, lagSeconds, protected: note }: Props) {
  const { time, instant } = useFormats();
  const isToday = new Date(asOf).toDateString() === new Date().toDateString();
  return (
    <Text size="sm" c="dimmed" className="tabular">
      As of {isToday ? time(asOf) : instant(asOf)}
      {note !== undefined && ". Figures about patients are protected: rounded, not exact."}
      {note === undefined && lagSeconds > 60 && `, ${Math.round(lagSeconds / 60)} min behind`}
    </Text>
  );
}
