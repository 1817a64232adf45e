/**
 * Medical record numbers: nine digits, the last a check digit by Damm, which finds every wrong or
 * swapped digit.
 */

/** Damm's quasigroup of order 10 (H. Michael Damm, 2004). */
const table = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/** 0 for digits that end in their check digit; for digits without one, the check digit. */
function damm(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = table[interim]?.[Number(digit)] ?? 0;
  return interim;
}

/** @param serial eight digits of a number never used before */
export function mrnOf(serial: number): string {
  return `${serial}${damm(String(serial))}`;
}

/**
 * The stored form of an MRN as it was typed, `100488171` or `1004 8817-1`; undefined when it is
 * none.
 */
export function parseMrn(text: string): string | undefined {
  const digits = ungrouped(text);
  return /^\d{9}$/.test(digits) && damm(digits) === 0 ? digits : undefined;
}

/**
 * How a stored MRN begins of which four digits or more were typed, and not all; undefined for
 * anything else.
 */
export function parseMrnStart(text: string): string | undefined {
  const digits = ungrouped(text);
  return /^\d{4,8}$/.test(digits) ? digits : undefined;
}

const ungrouped = (text: string) => text.replaceAll(/[\s./-]/g, "");

/** `100488171` as it is shown, `1004 8817-1`; what is no MRN stays as it is. */
export function formatMrn(mrn: string): string {
  return mrn.replace(/^(\d{4})(\d{4})(\d)$/, "$1 $2-$3");
}
