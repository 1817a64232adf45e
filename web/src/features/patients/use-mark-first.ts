import { useEffect } from "react";
import { focusRow } from "../../lib/row-focus.ts";
import { dropMark, useToMark } from "../../lib/search-text.ts";

/**
 * Marks the first row once those on the page are of the text that Enter was pressed on: never one
 * of an earlier text.
 */
export function useMarkFirst(searched: string, isCurrent: boolean): void {
  const toMark = useToMark();
  useEffect(() => {
    if (!isCurrent || toMark !== searched) return;
    dropMark();
    focusRow("first");
  }, [toMark, searched, isCurrent]);
}
