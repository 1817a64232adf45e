/** The fixed words that documents need in each language. */
import type { TextDirection } from "../document.ts";

export type DocumentWords = {
  /** What Intl writes numbers and dates by. */
  locale: string;
  direction: TextDirection;
  /** Around the number of a page and how many there are. */
  page: readonly [string, string, string];
  statement: string;
  receipt: string;
  refundReceipt: string;
  number: string;
  reference: string;
  patient: string;
  born: string;
  mrn: string;
  asOf: string;
  from: string;
  summary: string;
  openingBalance: string;
  charges: string;
  credits: string;
  balance: string;
  closingBalance: string;
  ofPayer: string;
  ofPatient: string;
  transactions: string;
  date: string;
  description: string;
  noTransactions: string;
  aging: string;
  /** `0–30 days`, `over 120 days`. */
  days(from: number, to: number | undefined): string;
  /** An amount that is in the patient's favour. */
  inCredit(amount: string): string;
  creditNote(amount: string): string;
  posted: string;
  effective: string;
  cashier: string;
  theClinic: string;
  paid: string;
  refunded: string;
  method: string;
  purpose: string;
  cashReceived: string;
  changeGiven: string;
  newBalance: string;
  reversedLater: string;
  reverses(number: number): string;
  notKnown: string;
  types: Readonly<Record<string, string>>;
  methods: Readonly<Record<string, string>>;
  purposes: Readonly<Record<string, string>>;
  reasons: Readonly<Record<string, string>>;
  directions: Readonly<Record<string, string>>;
};
