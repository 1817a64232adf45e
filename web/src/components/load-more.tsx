/** Reads the next page of a list whose rows are marked with `data-row`. */
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { t } from "../i18n/i18n.ts";

type Query = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
type Props = { query: Query; children?: string };

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];

/**
 * The focus goes on to the first row that came: the button loses it while it waits, and may be gone
 * afterwards.
 */
export function LoadMore({ query, children = t("Load more") }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef<Set<HTMLElement>>(undefined);
  const { isFetchingNextPage } = query;
  // In the same commit in which the waiting ends the rows are there.
  useEffect(() => {
    const seen = before.current;
    if (isFetchingNextPage || !seen) return;
    before.current = undefined;
    const came = rows().find((row) => !seen.has(row));
    const { activeElement } = document;
    if (activeElement === document.body || activeElement === button.current) (came ?? button.current)?.focus();
  }, [isFetchingNextPage]);
  function load() {
    before.current = new Set(rows());
    void query.fetchNextPage();
  }
  if (!query.hasNextPage) return null;
  return (
    <div>
      <Button ref={button} variant="default" loading={isFetchingNextPage} onClick={load}>
        {children}
      </Button>
    </div>
  );
}
