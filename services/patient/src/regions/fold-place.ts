/**
 * A place's name without case, accents and punctuation: `Île-de-France` and `ile de france` are
 * one.
 */
export function foldPlace(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
