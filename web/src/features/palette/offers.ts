/** What the palette offers. */

export type Offer = {
  id: string;
  group: string;
  label: string;
  description?: string;
  run: () => void;
};

const fold = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Those of which every typed word begins a word; all of them while nothing is typed. */
export function offered(offers: readonly Offer[], query: string): Offer[] {
  const typed = fold(query).split(/\s+/).filter(Boolean);
  return offers.filter(({ label, group }) => {
    const words = fold(`${label} ${group}`).split(/[\s,:]+/);
    return typed.every((part) => words.some((word) => word.startsWith(part)));
  });
}
