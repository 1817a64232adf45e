import { useEffect, useRef } from "react";
import { registerShortcuts, type Shortcuts } from "../lib/shortcuts.ts";

/**
 * Makes keys work while the component is shown. The set of keys is fixed at mount, what they do may
 * change.
 */
export function useShortcuts(shortcuts: Shortcuts, on = true, whose: "page" | "frame" = "page"): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const keys = Object.keys(shortcuts).join("\n");
  useEffect(() => {
    if (!on) return;
    const names = keys.split("\n");
    return registerShortcuts(Object.fromEntries(names.map((name) => [name, () => latest.current[name]?.()])), whose);
  }, [keys, on, whose]);
}
