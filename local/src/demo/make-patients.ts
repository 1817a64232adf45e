/** Sample patients, the same at every run (seeded). Nobody in them is real. */
import { fakerEN_US as faker } from "@faker-js/faker";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { dayBefore } from "./days.ts";

export type DemoPatient = PatientWrite & { dateOfBirth: string; registeredOn: string };

/** Two years: what a report compares has a year before it. */
const daysMax = 729;

/**
 * @param until the day on which the last of them was registered
 * @param facilityIds three in five are at the first, the others spread over the rest
 */
export function makePatients(count: number, until: Date, facilityIds: readonly string[] = []): DemoPatient[] {
  faker.seed(20_260_101);
  return Array.from({ length: count }, (_, index) => makePatient(index, until, facilityIds));
}

function makePatient(index: number, until: Date, [main, ...others]: readonly string[]): DemoPatient {
  const sex = faker.helpers.arrayElement(["female", "male"] as const);
  const firstName = faker.person.firstName(sex);
  const lastName = faker.person.lastName();
  // The clinic grows: half of its patients came in the last seven months.
  const registeredOn = workday(until, Math.floor(daysMax * faker.number.float({ min: 0, max: 1 }) ** 1.8));
  const age = faker.helpers.weightedArrayElement([
    { weight: 3, value: { min: 0, max: 17 } },
    { weight: 5, value: { min: 18, max: 64 } },
    { weight: 3, value: { min: 65, max: 95 } },
  ]);
  const born = faker.date.birthdate({ ...age, mode: "age", refDate: registeredOn });
  const dateOfBirth = born.toISOString().slice(0, 10);
  const facilityId = others.length > 0 && faker.datatype.boolean(0.4) ? faker.helpers.arrayElement(others) : main;
  return {
    firstName,
    ...(faker.datatype.boolean(0.3) && { middleName: faker.person.middleName(sex) }),
    lastName,
    sex,
    dateOfBirth,
    registeredOn,
    address: {
      street: faker.location.streetAddress(),
      city: faker.location.city(),
      state: faker.helpers.weightedArrayElement(states),
      zipCode: faker.location.zipCode("#####"),
    },
    // 555-01xx is reserved for fiction.
    ...(faker.datatype.boolean(0.92) && {
      phoneNumber: `${faker.string.numeric({ length: 3, allowLeadingZeros: false })}-555-01${faker.string.numeric(2)}`,
    }),
    ...(faker.datatype.boolean(0.7) && { email: faker.internet.exampleEmail({ firstName, lastName }).toLowerCase() }),
    ...(facilityId !== undefined && { facilityId }),
    identifiers: [{ system: "demo", value: `patient-${index + 1}` }],
  };
}

/** Where the patients of a clinic at a border of states live. */
const states = [
  { weight: 60, value: "MA" },
  { weight: 18, value: "NH" },
  { weight: 12, value: "RI" },
  { weight: 7, value: "CT" },
  { weight: 3, value: "ME" },
];

/** That many days before, or the next day on which the clinic is open. */
function workday(until: Date, daysAgo: number): string {
  for (let days = daysAgo; days >= 0; days -= 1) {
    const day = dayBefore(until, days);
    if (new Date(day).getUTCDay() !== 0) return day;
  }
  return dayBefore(until, 0);
}
