/** A statement as a document: the same figures, in words. Pure. */
import type { Statement, StatementLine } from "@pms/contracts/billing/documents";
import { formatMrn } from "@pms/contracts/patients/mrn";
import { describeTransaction } from "../documents/describe-transaction.ts";
import type { Block, DocumentModel, Fact, Table } from "../documents/document.ts";
import { type Formats, formatsOf, identityDate } from "../documents/formats.ts";
import { framed } from "../documents/frame.ts";
import type { DocumentWords } from "../documents/words/document-words.ts";
import { type DocumentLanguage, documentWords } from "../documents/words/words.ts";

export function statementDocument(statement: Statement, language: DocumentLanguage): DocumentModel {
  const words: DocumentWords = documentWords[language];
  const { letterhead, addressee, reference } = statement;
  const formats = formatsOf(words, letterhead.timeZone);
  return framed(
    { letterhead, addressee, language },
    {
      title: words.statement,
      reference,
      about: aboutOf(statement, words, formats),
      blocks: [
        { kind: "facts", title: words.summary, facts: summaryOf(statement, words, formats) },
        linesOf(statement, words, formats),
        ...(statement.lines.length === 0 ? [{ kind: "text", text: words.noTransactions } as const] : []),
        ...agingOf(statement, words, formats),
      ],
    },
  );
}

function aboutOf({ addressee, from, asOf, reference }: Statement, words: DocumentWords, { date }: Formats): Fact[] {
  return [
    { label: words.reference, value: reference },
    { label: words.patient, value: addressee.name || words.notKnown },
    { label: words.mrn, value: formatMrn(addressee.mrn) },
    ...(addressee.dateOfBirth === undefined ? [] : [{ label: words.born, value: identityDate(addressee.dateOfBirth) }]),
    ...(from === undefined ? [] : [{ label: words.from, value: date(from) }]),
    { label: words.asOf, value: date(asOf), strong: true },
  ];
}

function summaryOf(statement: Statement, words: DocumentWords, { money, balance }: Formats): Fact[] {
  const { openingBalance, charges, credits, closingBalance, payerPart, patientPart } = statement;
  return [
    { label: words.openingBalance, value: balance(openingBalance) },
    { label: words.charges, value: money(charges) },
    { label: words.credits, value: money(credits) },
    { label: words.closingBalance, value: balance(closingBalance), strong: true },
    ...(payerPart.amountMinor === 0
      ? []
      : [
          { label: words.ofPayer, value: balance(payerPart) },
          { label: words.ofPatient, value: balance(patientPart), strong: true },
        ]),
  ];
}

function linesOf(statement: Statement, words: DocumentWords, { money, balance, date }: Formats): Table {
  const { openingBalance, lines, charges, credits, closingBalance, from } = statement;
  return {
    kind: "table",
    title: words.transactions,
    columns: [
      { label: words.date, align: "start", width: "auto" },
      { label: words.description, align: "start", width: "fraction" },
      { label: words.charges, align: "end", width: "auto" },
      { label: words.credits, align: "end", width: "auto" },
      { label: words.balance, align: "end", width: "auto" },
    ],
    rows: [
      ...(from === undefined ? [] : [[date(from), words.openingBalance, "", "", balance(openingBalance)]]),
      ...lines.map((line) => [
        date(line.transaction.effectiveOn),
        describeLine(line, statement, words, money),
        line.charge ? money(line.charge) : "",
        line.credit ? money(line.credit) : "",
        balance(line.balance),
      ]),
    ],
    foot: [["", words.closingBalance, money(charges), money(credits), balance(closingBalance)]],
  };
}

/** What moves nothing says its amount here; what was undone, or undoes, says so. */
function describeLine(
  { transaction, charge, credit }: StatementLine,
  { lines }: Statement,
  words: DocumentWords,
  money: Formats["money"],
): string {
  const undone = lines.find((line) => line.transaction.id === transaction.reversalOf);
  return [
    `${transaction.number}. ${describeTransaction(transaction, words)}`,
    charge || credit ? "" : money(transaction.amount),
    undone ? words.reverses(undone.transaction.number) : "",
    transaction.reversedBy === undefined ? "" : words.reversedLater,
  ]
    .filter(Boolean)
    .join(" · ");
}

function agingOf({ aging, closingBalance }: Statement, words: DocumentWords, { money }: Formats): Block[] {
  const credit = { ...closingBalance, amountMinor: -closingBalance.amountMinor };
  if (closingBalance.amountMinor < 0) return [{ kind: "text", text: words.creditNote(money(credit)), strong: true }];
  if (closingBalance.amountMinor === 0) return [];
  return [
    {
      kind: "table",
      title: words.aging,
      columns: aging.map(({ fromDays, toDays }) => ({
        label: words.days(fromDays, toDays),
        align: "end",
        width: "fraction",
      })),
      rows: [aging.map(({ amount }) => money(amount))],
    },
  ];
}
