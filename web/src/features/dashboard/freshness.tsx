import { Text } from "@mantine/core";
import { useFormats } from "../../app/use-formats.ts";

/** As of when; how far behind, when that is more than a minute. */
export function Freshness({ asOf, lagSeconds }: { asOf: string; lagSeconds: number }) {
  const { time, instant } = useFormats();
  const isToday = new Date(asOf).toDateString() === new Date().toDateString();
  return (
    <Text size="sm" c="dimmed" mt="sm" className="tabular">
      As of {isToday ? time(asOf) : instant(asOf)}
      {lagSeconds > 60 && `, ${Math.round(lagSeconds / 60)} min behind`}
    </Text>
  );
}
