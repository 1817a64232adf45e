/** Remembers the colour scheme for as long as the page lives; the server keeps the preference itself. */
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
