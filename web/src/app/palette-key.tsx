/** Mod+K opens the palette, which comes in a chunk of its own; what is typed meanwhile waits for it. */
import { lazy, Suspense, useEffect, useState } from "react";
import { t } from "../i18n/i18n.ts";
import { holdKeys } from "../lib/held-keys.ts";
import { pageChunk } from "./page-chunk.ts";
import { usePaletteOffers } from "./use-palette-offers.ts";

const load = pageChunk(() => import("../features/palette/palette.tsx"));
const LazyPalette = lazy(() => load().then(({ Palette }) => ({ default: Palette })));
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
  return openings > 0 ? <Opened openings={openings} onHelp={onHelp} /> : null;
}

function Opened({ openings, onHelp }: { openings: number; onHelp: () => void }) {
  const offers = usePaletteOffers(onHelp);
  return (
    <Suspense>
      <LazyPalette offers={offers} openings={openings} />
    </Suspense>
  );
}
