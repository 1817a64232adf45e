import { Palette } from "../features/palette/palette.tsx";
import { usePaletteOffers } from "./use-palette-offers.ts";

/** The palette with what it offers on this page. */
export function OpenedPalette({ openings, onHelp }: { openings: number; onHelp: () => void }) {
  return <Palette offers={usePaletteOffers(onHelp)} openings={openings} />;
}
