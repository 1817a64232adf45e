/**
 * Takings as a spreadsheet reads them: amounts with a decimal point, in the currency beside them.
 */
import type { Takings } from "@pms/contracts/billing/takings";
import { decimalString } from "../../lib/money.ts";

const columns = [
  "date",
  "facility",
  "cashierId",
  "cashier",
  "method",
  "currency",
  "payments",
  "taken",
  "refunds",
  "paidBack",
  "reversals",
  "reversed",
  "net",
];

type Names = { facility: (id: string) => string | undefined; cashier: (id: string) => string | undefined };

/** RFC 4180, with the mark that tells Excel the encoding. */
export function takingsCsv({ days, rows }: Takings, names: Names): string {
  const lines = rows.map(({ facilityId, cashier, method, currency, count, amount, paidBack, reversed, net }) => [
    days.find((day) => day.facilityId === facilityId)?.date ?? "",
    names.facility(facilityId) ?? facilityId,
    cashier.id,
    names.cashier(cashier.id) ?? "",
    method,
    currency,
    ...[{ count, amount }, paidBack, reversed].flatMap((each) => [
      String(each.count),
      decimalString(each.amount.amountMinor, currency),
    ]),
    decimalString(net.amountMinor, currency),
  ]);
  return `\ufeff${[columns, ...lines].map((line) => `${line.map(quoted).join(",")}\r\n`).join("")}`;
}

/** A name that a spreadsheet would take for a formula stays a text. */
function quoted(text: string): string {
  const isFormula = /^[=+@\t]/.test(text) || (text.startsWith("-") && !/^-\d+(\.\d+)?$/.test(text));
  const shown = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
