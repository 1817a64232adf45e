/** Moves the focus among the rows of the list on the page; each row is one link. */

export function focusRow(step: "first" | "next" | "previous"): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const target = step === "first" ? 0 : step === "next" ? at + 1 : at - 1;
  const link = links[Math.min(target, links.length - 1)];
  if (target < 0) document.getElementById("search")?.focus();
  else link?.focus();
  link?.scrollIntoView({ block: "nearest" });
  return link !== undefined;
}
