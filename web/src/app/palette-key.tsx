/** Mod+K opens the palette, which comes in a chunk of its own; what is typed meanwhile waits for it. */
import { lazy, Suspense, useEffect, useState } from "react";
import { t } from "../i18n/i18n.ts";
import { holdKeys } from "../lib/held-keys.ts";
import { pageChunk } from "./page-chunk.ts";

const load = pageChunk(() => import("./opened-palette.tsx"));
const OpenedPalette = lazy(() => load().then((module) => ({ default: module.OpenedPalette })));
const quietMs = 1_500;

export function PaletteKey({ onHelp }: { onHelp: () => void }) {
  const [openings, setOpenings] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => {}), quietMs);
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey || event.ctrlKey === event.metaKey) return;
      event.preventDefault();
      // Over a dialog there is something to finish first.
      if (document.querySelector('[role="dialog"]')) return;
      holdKeys(t("Palette"));
      setOpenings((count) => count + 1);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", onKeyDown);
    };
  }, []);
  return openings > 0 ? (
    <Suspense>
      <OpenedPalette openings={openings} onHelp={onHelp} />
    </Suspense>
  ) : null;
}
