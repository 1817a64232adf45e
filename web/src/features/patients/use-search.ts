import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useFormats } from "../../hooks/use-formats.ts";
import { isSearch } from "../../lib/search-text.ts";
import { patientSearch } from "../../patient/queries.ts";

const pauseMs = 100;

/**
 * What a text that is enough to search for finds. An older search is dropped as soon as the text
 * changes; rows then stay where they are.
 */
export function useSearch(text: string) {
  const [searched] = useDebouncedValue(text, pauseMs);
  const { reading } = useFormats();
  const query = useQuery({
    ...patientSearch({ q: searched, dateOrder: reading.order, limit: 50, includeInactive: true }),
    enabled: isSearch(searched),
  });
  return { searched, query, waiting: query.isPending || searched !== text };
}
