/**
 * Remembers the colour scheme for as long as the page lives; the server keeps the preference
 * itself.
 */
import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";

export function inMemoryColorScheme(): MantineColorSchemeManager {
  let scheme: MantineColorScheme | undefined;
  return {
    get: (fallback) => scheme ?? fallback,
    set: (value) => {
      scheme = value;
    },
    subscribe: () => {},
    unsubscribe: () => {},
    clear: () => {
      scheme = undefined;
    },
  };
}

/** Paper is white: a dark page is light for as long as it is being printed. */
export function printInLight(): void {
  const name = "data-mantine-color-scheme";
  const page = document.documentElement;
  let onScreen = "";
  addEventListener("beforeprint", () => {
    onScreen = page.getAttribute(name) ?? "light";
    page.setAttribute(name, "light");
  });
  addEventListener("afterprint", () => page.setAttribute(name, onScreen));
}
