/** Check digits that ids of other systems end in. Each takes a value without blanks and marks. */

/** ISO/IEC 7812: card and member numbers. */
function luhn(value: string): boolean {
  if (!/^\d{2,}$/.test(value)) return false;
  const sum = [...value].reverse().reduce((total, digit, index) => {
    const counted = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}

/** ISO/IEC 7064 MOD 97-10: letters count from 10 on, the last two digits are the check. */
function mod97(value: string): boolean {
  if (!/^[0-9A-Z]{3,}$/.test(value)) return false;
  let rest = 0;
  for (const character of value)
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** Weights from the right, 1, 2, 3, …; the last may be an X, which is ten (NHS, ISBN-10). */
function mod11(value: string): boolean {
  if (!/^\d{2,}[\dX]$/.test(value)) return false;
  const sum = [...value].reverse().reduce((total, digit, index) => {
    return total + (digit === "X" ? 10 : Number(digit)) * (index + 1);
  }, 0);
  return sum % 11 === 0;
}

export const checkRules = { luhn, "mod-97": mod97, "mod-11": mod11 } as const;
export type CheckRule = keyof typeof checkRules;
