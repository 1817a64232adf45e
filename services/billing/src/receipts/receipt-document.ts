/** A receipt as a document: the same figures, in words. Pure. */
import type { Receipt } from "@pms/contracts/billing/documents";
import { formatMrn } from "@pms/contracts/patients/mrn";
import { methodOf, wordOf } from "../documents/describe-transaction.ts";
import type { DocumentModel, Fact } from "../documents/document.ts";
import { formatsOf, identityDate } from "../documents/formats.ts";
import { framed } from "../documents/frame.ts";
import type { DocumentWords } from "../documents/words/document-words.ts";
import { type DocumentLanguage, documentWords } from "../documents/words/words.ts";

export function receiptDocument(receipt: Receipt, language: DocumentLanguage): DocumentModel {
  const words: DocumentWords = documentWords[language];
  const { letterhead, addressee, number, transaction } = receipt;
  const { dateOfBirth } = addressee;
  return framed(
    { letterhead, addressee, language },
    {
      title: transaction.type === "refund" ? words.refundReceipt : words.receipt,
      reference: number,
      about: [
        { label: words.number, value: number, strong: true },
        { label: words.patient, value: addressee.name || words.notKnown },
        { label: words.mrn, value: formatMrn(addressee.mrn) },
        ...(dateOfBirth === undefined ? [] : [{ label: words.born, value: identityDate(dateOfBirth) }]),
      ],
      blocks: [
        { kind: "facts", facts: factsOf(receipt, words) },
        ...(transaction.reversedBy === undefined
          ? []
          : [{ kind: "text", text: words.reversedLater, strong: true } as const]),
      ],
    },
  );
}

function factsOf({ transaction, cashier, change, letterhead }: Receipt, words: DocumentWords): Fact[] {
  const { money, balance, date, instant } = formatsOf(words, letterhead.timeZone);
  const { type, amount, tendered, purpose, reference, postedAt, effectiveOn, balanceAfter } = transaction;
  const method = methodOf(transaction, words);
  const known = (label: string, value: string | undefined): Fact[] => (value ? [{ label, value }] : []);
  return [
    { label: words.posted, value: instant(postedAt) },
    { label: words.effective, value: date(effectiveOn) },
    { label: words.cashier, value: cashier.name ?? words.theClinic },
    { label: type === "refund" ? words.refunded : words.paid, value: money(amount), strong: true },
    ...known(words.method, method),
    ...known(words.purpose, wordOf(words.purposes, purpose)),
    ...known(words.cashReceived, tendered && money(tendered)),
    ...known(words.changeGiven, change && money(change)),
    ...known(words.reference, reference),
    { label: words.newBalance, value: balance(balanceAfter), strong: true },
  ];
}
