/** Sample patients and two years of charges and payments; the same at every run (seeded). Nobody in it is real. */
import { fakerEN_US as faker } from "@faker-js/faker";
import type { BatchTransaction } from "@pms/contracts/billing";
import type { PatientWrite } from "@pms/contracts/patients";

const services = [
  { code: "99213", description: "Office visit, established patient", amountMinor: 12_500 },
  { code: "99203", description: "Office visit, new patient", amountMinor: 18_900 },
  { code: "80053", description: "Comprehensive metabolic panel", amountMinor: 4_275 },
  { code: "93000", description: "Electrocardiogram", amountMinor: 6_150 },
  { code: "90686", description: "Influenza vaccine", amountMinor: 3_899 },
  { code: "96127", description: "Brief behavioral assessment", amountMinor: 0 },
] as const;
const methods = ["cash", "card", "check", "copay"] as const;
const dayMs = 86_400_000;

export function makePatients(count: number): PatientWrite[] {
  faker.seed(20_260_101);
  return Array.from({ length: count }, (_, index) => {
    const sex = faker.helpers.arrayElement(["female", "male"] as const);
    const firstName = faker.person.firstName(sex);
    const lastName = faker.person.lastName();
    return {
      firstName,
      lastName,
      sex,
      dateOfBirth: faker.date
        .birthdate({ min: 0, max: 95, mode: "age", refDate: "2026-01-01" })
        .toISOString()
        .slice(0, 10),
      address: {
        street: faker.location.streetAddress(),
        city: faker.location.city(),
        state: faker.location.state({ abbreviated: true }),
        zipCode: faker.location.zipCode("#####"),
      },
      // 555-01xx is reserved for fiction.
      phoneNumber: `${faker.string.numeric({ length: 3, allowLeadingZeros: false })}-555-01${faker.string.numeric(2)}`,
      ...(faker.datatype.boolean(0.7) && { email: faker.internet.exampleEmail({ firstName, lastName }).toLowerCase() }),
      identifiers: [{ system: "demo", value: `patient-${index + 1}` }],
    };
  });
}

/** @param until the day after which nothing is dated */
export function makeTransactions(patientIds: readonly string[], until: Date): BatchTransaction[] {
  faker.seed(20_260_102);
  const rows = patientIds.flatMap((patientId) => {
    const visits = faker.number.int({ min: 0, max: 9 });
    return Array.from({ length: visits }, (_, visit) => makeVisit(patientId, visit, until)).flat();
  });
  return rows.sort((one, other) => dateOf(one).localeCompare(dateOf(other)));
}

const dateOf = (row: BatchTransaction): string =>
  row.type === "charge" ? row.serviceDate : row.type === "payment" ? (row.receivedOn ?? "") : "";

function makeVisit(patientId: string, visit: number, until: Date): BatchTransaction[] {
  const daysAgo = faker.number.int({ min: 0, max: 730 });
  const on = (days: number): string => new Date(until.getTime() - Math.max(0, days) * dayMs).toISOString().slice(0, 10);
  const { amountMinor, code, description } = faker.helpers.arrayElement(services);
  const key = `${patientId}-${visit}`;
  const charge: BatchTransaction = {
    type: "charge",
    externalId: `${key}-charge`,
    patientId,
    amount: { amountMinor, currency: "USD" },
    code,
    description,
    serviceDate: on(daysAgo),
    responsibility: "patient",
  };
  const paidMinor = Math.round(amountMinor * faker.helpers.arrayElement([0, 0.3, 1, 1, 1]));
  if (paidMinor === 0) return [charge];
  const payment: BatchTransaction = {
    type: "payment",
    externalId: `${key}-payment`,
    patientId,
    amount: { amountMinor: paidMinor, currency: "USD" },
    method: faker.helpers.arrayElement(methods),
    receivedOn: on(daysAgo - faker.number.int({ min: 0, max: 45 })),
  };
  return [charge, payment];
}
