/**
 * Moves the focus among the rows of the lists on the page; each row is one link, or takes it
 * itself.
 */

const rows = () => [...document.querySelectorAll<HTMLElement>("main [data-row]")];

export function focusRow(step: "first" | "next" | "previous"): boolean {
  const stops = rows();
  // Within a row it is that row: its button has the focus, say.
  const at = stops.findIndex((row) => row.contains(document.activeElement));
  const target = step === "first" ? 0 : step === "next" ? at + 1 : at - 1;
  const row = stops[Math.min(target, stops.length - 1)];
  if (target < 0) document.getElementById("search")?.focus();
  else row?.focus();
  row?.scrollIntoView({ block: "nearest" });
  return row !== undefined;
}

/** Rows are known by their `data-row`: the one that an act has just made or changed. */
export function rowOf(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
}
