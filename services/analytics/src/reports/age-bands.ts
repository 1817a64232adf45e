/** Five-year bands of the population pyramid, the last one open. */
export const ageBands: readonly string[] = [...Array.from({ length: 17 }, (_, i) => `${i * 5}–${i * 5 + 4}`), "85+"];
export const unknownAge = "unknown";

/** @param birthYear 0 when not known. @param on the day on which the age is asked for; of it only the year counts. */
export function ageBandOf(birthYear: number, on: string): string {
  if (birthYear === 0) return unknownAge;
  const age = Math.max(0, Number(on.slice(0, 4)) - birthYear);
  return ageBands[Math.min(Math.floor(age / 5), ageBands.length - 1)] ?? unknownAge;
}
