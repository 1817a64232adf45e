/** Classes of size as the database numbers them from -1 (`balance_size`), in major units. */
export const sizes: readonly string[] = [
  "in credit",
  "0.00",
  "0.01–100.00",
  "100.01–500.00",
  "500.01–1,000.00",
  "1,000.01–5,000.00",
  "over 5,000.00",
];
export const positions: readonly string[] = ["in credit", "settled", "owed"];

export function positionOf(size: number): string {
  return positions[Math.min(size, 1) + 1] ?? "";
}
