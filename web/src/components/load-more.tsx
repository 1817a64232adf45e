/** Reads the next page of a list whose rows are marked with `data-row`. */
import { Button } from "@mantine/core";
import { useRef } from "react";
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
  async function load() {
    const before = new Set(rows());
    await query.fetchNextPage();
    setTimeout(() => {
      const came = rows().find((row) => !before.has(row));
      if (document.activeElement === document.body) (came ?? button.current)?.focus();
    });
  }
  if (!query.hasNextPage) return null;
  return (
    <div>
      <Button ref={button} variant="default" loading={query.isFetchingNextPage} onClick={() => void load()}>
        {children}
      </Button>
    </div>
  );
}
