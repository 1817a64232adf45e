/** Statements and receipts as people of several countries get them. */

import type { Statement } from "@pms/contracts/billing/documents";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { DocumentModel } from "../../services/billing/src/documents/document.ts";
import { receiptDocument } from "../../services/billing/src/receipts/receipt-document.ts";
import { statementDocument } from "../../services/billing/src/statements/statement-document.ts";

export const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="30" height="10" rx="2" fill="#23507a"/></svg>';

const id = "0190a000-0000-7000-8000-000000000000";
const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
const letterhead = {
  facilityId: id,
  name: "Main Clinic",
  addressLines: ["14 Harbour Street", "Portland, ME 04101"],
  phoneNumber: "(207) 555-0142",
  timeZone: "America/New_York",
};
const transaction = (number: number, more: Partial<LedgerTransaction> = {}): LedgerTransaction => ({
  id,
  number,
  type: "charge",
  accountId: id,
  patientId: id,
  facilityId: id,
  amount: usd(100),
  balanceDelta: usd(100),
  balanceAfter: usd(100 * number),
  postedAt: "2026-11-30T15:04:00.000Z",
  postedBy: id,
  effectiveOn: "2026-11-30",
  code: "99213",
  description: "Office visit",
  ...more,
});

function statementOf(name: string, lines: number, description = "Office visit"): Statement {
  return {
    reference: "1004 8817-3 – 2026-11-30",
    accountId: id,
    currency: "USD",
    asOf: "2026-11-30",
    letterhead,
    addressee: { patientId: id, mrn: "100488173", name, dateOfBirth: "1961-03-04", addressLines: ["1 Main St"] },
    openingBalance: usd(0),
    lines: Array.from({ length: lines }, (_, index) => ({
      transaction: transaction(index + 1, { description }),
      charge: usd(100),
      balance: usd(100 * (index + 1)),
    })),
    charges: usd(100 * lines),
    credits: usd(0),
    closingBalance: lines === 0 ? usd(-500) : usd(100 * lines),
    payerPart: usd(lines === 0 ? 0 : 50),
    patientPart: usd(100 * lines - 50),
    aging: [0, 31, 61, 91, 121].map((fromDays, index) => ({
      fromDays,
      ...(index < 4 && { toDays: (index + 1) * 30 }),
      amount: usd(index === 0 ? 100 * lines : 0),
    })),
  };
}

type Judged = { name: string; document: DocumentModel; words: readonly string[] };

export const documents: readonly Judged[] = [
  {
    name: "many-pages",
    document: statementDocument(statementOf("Ana María Ruiz Ortega-Ñandú", 120), "en"),
    words: ["Ana María Ruiz Ortega-Ñandú", "1004 8817-3", "$120.00", "Page 4 of"],
  },
  {
    name: "in-credit",
    document: statementDocument(statementOf("José Núñez", 0), "es"),
    words: ["José Núñez", "Estado de cuenta", "a favor"],
  },
  {
    name: "arabic",
    document: statementDocument(statementOf("محمد عبد الله القاضي", 3, "زيارة العيادة"), "ar"),
    words: ["محمد عبد الله القاضي", "كشف حساب", "زيارة العيادة", "1004 8817-3 – 2026-11-30", "14 Harbour Street"],
  },
  {
    name: "scripts",
    document: statementDocument(
      statementOf("王小明 김철수 ひらがな", 2, "נבדק สมชาย नमस्ते Ελένη Дмитрий বাংলা தமிழ் አማርኛ Հայ ქართ"),
      "en",
    ),
    words: ["王小明", "김철수", "ひらがな", "נבדק", "สมชาย", "नमस्ते", "Ελένη", "Дмитрий", "አማርኛ", "Հայ", "ქართ"],
  },
  {
    name: "receipt",
    document: receiptDocument(
      {
        number: "1004 8817-3 – 12",
        transaction: transaction(12, { type: "payment", method: "cash", tendered: usd(500), reference: "Drawer 2" }),
        letterhead,
        addressee: { patientId: id, mrn: "100488173", name: "Ana Ruiz", addressLines: [] },
        cashier: { id, name: "Rosa Ibáñez" },
        change: usd(400),
      },
      "en",
    ),
    words: ["1004 8817-3 – 12", "Rosa Ibáñez", "Cash", "$5.00", "$4.00", "Drawer 2", "10:04"],
  },
];
