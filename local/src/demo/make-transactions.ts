/**
 * Charges of sample patients, and what payers and patients do about them; the same at every run
 * (seeded).
 */
import { fakerEN_US as faker } from "@faker-js/faker";
import type { BatchTransaction } from "@pms/contracts/billing/batches";
import type { PaymentPurpose } from "@pms/contracts/billing/terms";
import { dayAfter, dayBefore } from "./days.ts";

/** Whom the transactions are of: nothing is dated before `registeredOn`. */
export type BilledPatient = { id: string; registeredOn: string };

type Service = { code: string; description: string; amountMinor: number };
const services: { weight: number; value: Service }[] = [
  { weight: 30, value: { code: "99213", description: "Office visit, established patient", amountMinor: 12_500 } },
  { weight: 10, value: { code: "99203", description: "Office visit, new patient", amountMinor: 18_900 } },
  { weight: 8, value: { code: "99214", description: "Office visit, moderate complexity", amountMinor: 18_250 } },
  { weight: 14, value: { code: "80053", description: "Comprehensive metabolic panel", amountMinor: 4_275 } },
  { weight: 9, value: { code: "85025", description: "Complete blood count", amountMinor: 2_850 } },
  { weight: 7, value: { code: "93000", description: "Electrocardiogram", amountMinor: 6_150 } },
  { weight: 12, value: { code: "90686", description: "Influenza vaccine", amountMinor: 3_899 } },
  { weight: 6, value: { code: "71046", description: "Chest X-ray, two views", amountMinor: 11_400 } },
  { weight: 4, value: { code: "96127", description: "Brief behavioral assessment", amountMinor: 0 } },
];
const patientMethods = ["cash", "card", "card", "check"] as const;
const payerMethods = ["echeck", "echeck", "transfer"] as const;
/** A contractual obligation, by the payer's agreement (X12 CARC 45 in the group CO). */
const contractual = "CO-45";

/**
 * Ordered by date. @param until the day after which nothing is dated
 * @param visitsPerYear how often a patient comes, on average
 */
export function makeTransactions(
  patients: readonly BilledPatient[],
  until: Date,
  visitsPerYear = 4,
): BatchTransaction[] {
  faker.seed(20_260_102);
  const last = dayBefore(until, 0);
  const rows = patients.flatMap((patient) => makeVisits(patient, until, visitsPerYear));
  return rows.filter((row) => dateOf(row) <= last).sort((one, other) => dateOf(one).localeCompare(dateOf(other)));
}

function makeVisits({ id, registeredOn }: BilledPatient, until: Date, visitsPerYear: number): BatchTransaction[] {
  const isInsured = faker.datatype.boolean(0.65);
  const days = Math.max(0, Math.round((until.getTime() - new Date(registeredOn).getTime()) / 86_400_000));
  const later = Math.round((days / 365) * visitsPerYear * faker.number.float({ min: 0.2, max: 1.8 }));
  return Array.from({ length: 1 + later }, (_, visit) => {
    const on = visit === 0 ? registeredOn : dayAfter(registeredOn, faker.number.int({ min: 0, max: days }));
    const bill = { key: `${id}-${visit}`, patientId: id, on };
    return isInsured ? insuredVisit(bill) : ownVisit(bill);
  }).flat();
}

/** `key` begins the externalIds of what belongs to one visit. */
type Bill = { key: string; patientId: string; on: string };

function ownVisit(bill: Bill): BatchTransaction[] {
  const { charge, amountMinor } = makeCharge(bill, "patient");
  const paidMinor = Math.round(amountMinor * faker.helpers.arrayElement([0, 0.3, 1, 1, 1]));
  return [charge, ...patientPays(bill, paidMinor, faker.number.int({ min: 0, max: 45 }))];
}

/**
 * The patient leaves a co-pay; the payer pays its share later and writes off what was agreed; the
 * rest is the patient's.
 */
function insuredVisit(bill: Bill): BatchTransaction[] {
  const { charge, amountMinor } = makeCharge(bill, "payer");
  if (amountMinor < 5_000) return [charge, ...payerSettles(bill, amountMinor, 0.9)];
  const copay = payment({ ...bill, key: `${bill.key}-copay` }, 2_500, "card", "patient", "copay");
  const moved: BatchTransaction = {
    type: "transfer",
    externalId: `${bill.key}-copay-share`,
    patientId: bill.patientId,
    amount: { amountMinor: 2_500, currency: "USD" },
    direction: "to-patient",
    effectiveOn: bill.on,
  };
  return [charge, moved, copay, ...payerSettles(bill, amountMinor - 2_500, 0.7)];
}

/**
 * In a month or two; one claim in eight is not answered yet.
 * @param share of the payer; a tenth is written off.
 */
function payerSettles(bill: Bill, amountMinor: number, share: number): BatchTransaction[] {
  if (amountMinor === 0 || faker.datatype.boolean(0.125)) return [];
  const on = dayAfter(bill.on, faker.number.int({ min: 14, max: 60 }));
  const paidMinor = Math.max(1, Math.round(amountMinor * share));
  const writtenOffMinor = Math.min(Math.round(amountMinor * 0.1), amountMinor - paidMinor);
  const restMinor = amountMinor - paidMinor - writtenOffMinor;
  const settled = { ...bill, on };
  const rows: BatchTransaction[] = [
    payment({ ...settled, key: `${bill.key}-payer` }, paidMinor, faker.helpers.arrayElement(payerMethods), "payer"),
  ];
  if (writtenOffMinor > 0)
    rows.push({
      type: "adjustment",
      externalId: `${bill.key}-contract`,
      patientId: bill.patientId,
      amount: { amountMinor: writtenOffMinor, currency: "USD" },
      direction: "credit",
      reasonCode: contractual,
      effectiveOn: on,
      responsibility: "payer",
    });
  if (restMinor > 0)
    rows.push(
      {
        type: "transfer",
        externalId: `${bill.key}-rest`,
        patientId: bill.patientId,
        amount: { amountMinor: restMinor, currency: "USD" },
        direction: "to-patient",
        effectiveOn: on,
      },
      ...patientPays(settled, faker.datatype.boolean(0.7) ? restMinor : 0, faker.number.int({ min: 3, max: 60 })),
    );
  return rows;
}

function patientPays(bill: Bill, amountMinor: number, daysLater: number): BatchTransaction[] {
  if (amountMinor === 0) return [];
  const later = { ...bill, key: `${bill.key}-payment`, on: dayAfter(bill.on, daysLater) };
  return [payment(later, amountMinor, faker.helpers.arrayElement(patientMethods), "patient")];
}

function makeCharge({ key, patientId, on }: Bill, responsibility: "patient" | "payer") {
  const { code, description, amountMinor } = faker.helpers.weightedArrayElement(services);
  const charge: BatchTransaction = {
    type: "charge",
    externalId: `${key}-charge`,
    patientId,
    amount: { amountMinor, currency: "USD" },
    code,
    description,
    serviceDate: on,
    responsibility,
  };
  return { charge, amountMinor };
}

type PaymentMethod = Extract<BatchTransaction, { type: "payment" }>["method"];

function payment(
  { key, patientId, on }: Bill,
  amountMinor: number,
  method: PaymentMethod,
  responsibility: "patient" | "payer",
  purpose?: PaymentPurpose,
): BatchTransaction {
  const amount = { amountMinor, currency: "USD" };
  const facts = { amount, method, receivedOn: on, responsibility, ...(purpose && { purpose }) };
  return { type: "payment", externalId: key, patientId, ...facts };
}

function dateOf(row: BatchTransaction): string {
  if (row.type === "charge") return row.serviceDate;
  return (row.type === "payment" ? row.receivedOn : row.effectiveOn) ?? "";
}
