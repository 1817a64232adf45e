import { encode } from "uqr";

/** A QR code as an SVG picture: the same text gives the same bytes. Pure. */
export function squareCode(text: string): string {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const squares = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")))
    .filter(Boolean)
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path d="${squares}"/></svg>`;
}
