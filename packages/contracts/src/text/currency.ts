/**
 * How many decimals a currency has, by ISO 4217. Intl says how many are usually written, which for
 * some is less: 0 for HUF and IQD, which have 2 and 3.
 */
const others: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
const exponents = new Map(
  Object.entries(others).flatMap(([exponent, codes]) =>
    codes.split(" ").map((code) => [code, Number(exponent)] as const),
  ),
);

/** Of the minor unit: 2 for USD, whose minor unit is the hundredth. */
export function exponentOf(currency: string): number {
  return exponents.get(currency) ?? 2;
}

/** `-1234.50`, exact: a point, as many decimals as the currency has, and nothing else. */
export function decimalOf(amountMinor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = String(amountMinor < 0n ? -amountMinor : amountMinor).padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amountMinor < 0n ? "-" : "";
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}
