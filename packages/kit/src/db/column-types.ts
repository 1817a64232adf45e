import pg from "pg";

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

/** The driver's types know scalar ids only, though it parses arrays too. */
const parserOf: (oid: number) => (value: string) => (string | null)[] = pg.types.getTypeParser;
const textArray = parserOf(TEXT_ARRAY);

/**
 * How columns become values where the driver's default would lose something: int8 as bigint; a
 * date, which is no instant, as 'YYYY-MM-DD'. The signature is the driver's `CustomTypesConfig`.
 */
export function parseColumns(oid: number, format?: "text" | "binary") {
  if (format === "binary") return pg.types.getTypeParser(oid, format);
  if (oid === INT8) return BigInt;
  if (oid === INT8_ARRAY)
    return (value: string) => textArray(value).map((item) => (item === null ? null : BigInt(item)));
  if (oid === DATE) return String;
  if (oid === DATE_ARRAY) return textArray;
  return pg.types.getTypeParser(oid);
}
