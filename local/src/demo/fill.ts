/** Fills a fresh system with sample data, through the public API, and says whom to sign in as. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Facility } from "@pms/contracts/auth/facilities";
import type { TransactionBatchResult } from "@pms/contracts/billing/batches";
import type { Page, Problem } from "@pms/contracts/http/common";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import { accountActive } from "../account-active.ts";
import { type ApiClient, signIn } from "../api-client.ts";
import { createProgress } from "../progress.ts";
import type { LocalSystem } from "../start-system.ts";
import { addUser, type DemoUser, type DemoUsers, keepUsers, makeUsers, readUsers } from "./demo-users.ts";
import { takePayments } from "./take-payments.ts";

const patientCount = 400;
const northName = "North Clinic";
const addresses = {
  main: { addressLines: ["14 Harbour Street", "Portland, ME 04101"], phoneNumber: "(207) 555-0142" },
  north: { addressLines: ["280 Mill Road", "Brunswick, ME 04011"], phoneNumber: "(207) 555-0187" },
};

/**
 * At later starts it only prints the users again. They are kept in the demo's own data folder:
 * sample people, sample records. Their passwords are made and kept before anything else, under
 * another name, so that what was interrupted goes on.
 */
export async function fillWithDemoData(
  system: Pick<LocalSystem, "url" | "admin">,
  dataDirectory: string,
  say: (line: string) => void,
): Promise<void> {
  const file = join(dataDirectory, "demo-users.json");
  const { users } = (await readUsers(file)) ?? (await fill(system, file, say));
  sayWhatToTry(users, say);
}

async function fill(
  { url, admin }: Pick<LocalSystem, "url" | "admin">,
  file: string,
  say: (line: string) => void,
): Promise<DemoUsers> {
  const unfinished = `${file}.unfinished`;
  const begun = await readUsers(unfinished);
  if (begun?.since === "")
    throw new Error(`${unfinished} is of an earlier version: remove its folder, and the sample data are made anew.`);
  const made = begun ?? makeUsers(admin, new Date().toISOString().slice(0, 10));
  if (!begun) await keepUsers(unfinished, made);
  const [administrator, ...others] = made.users;
  if (!administrator) throw new Error(`${unfinished} names no administrator`);
  say(begun ? "  Going on with the sample data …" : "  Making sample data …");
  const api = await signIn(url, administrator.email, administrator.password);
  const facilities = await addFacilities(api);
  const ids = await addRecords(api, new Date(made.since), [facilities.main.id, facilities.north.id]);
  for (const user of others) await addUser(api, user, facilities, ids[0]);
  await takePayments(url, others);
  await rename(unfinished, file);
  return made;
}

/** The one that every system begins with, and a second. */
async function addFacilities(api: ApiClient): Promise<Record<"main" | "north", Facility>> {
  const { data } = await api.get<{ data: Facility[]; page: Page }>("/api/facilities?limit=200");
  const main = data.find(({ name }) => name !== northName);
  if (!main) throw new Error("The system has no facility");
  const { id, timeZone, version } = main;
  const north = data.find(({ name }) => name === northName);
  if (main.addressLines.length === 0)
    await api.patch(`/api/facilities/${id}`, addresses.main, { "if-match": `"v${version}"` });
  const opened = { name: northName, timeZone, ...addresses.north };
  return { main, north: north ?? (await api.post<Facility>("/api/facilities", opened)) };
}

/**
 * Throws when a row is refused: the sample data are then unfinished, and the next start goes on
 * with them.
 * @returns the patients' ids
 */
async function addRecords(api: ApiClient, until: Date, facilityIds: readonly string[]): Promise<string[]> {
  // The generators are large and only the demo needs them.
  const { makePatients } = await import("./make-patients.ts");
  const { makeTransactions } = await import("./make-transactions.ts");
  const progress = createProgress(process.stdout);
  const patients = makePatients(patientCount, until, facilityIds);
  const { results } = await api.post<PatientBatchResult>("/api/patients/batches", { patients });
  requireTaken(results);
  for (const { id, billing } of results) if (id && billing?.status === "pending") await accountActive(api, id);
  const ids = results.map(({ id = "" }) => id);
  progress.say(`${ids.length} patients`);
  const billed = patients.map(({ registeredOn }, index) => ({ id: ids[index] ?? "", registeredOn }));
  const transactions = makeTransactions(billed, until);
  for (let from = 0; from < transactions.length; from += 1_000) {
    const body = { source: "demo", transactions: transactions.slice(from, from + 1_000) };
    requireTaken((await api.post<TransactionBatchResult>("/api/billing/batches", body)).results);
    progress.say(
      `${ids.length} patients, ${Math.min(from + 1_000, transactions.length)} of ${transactions.length} transactions`,
    );
  }
  progress.end();
  return ids;
}

function requireTaken(results: readonly { outcome: string; problem?: Problem }[]): void {
  const refused = results.find(({ outcome }) => outcome === "refused");
  if (refused) throw new Error(`Sample data were refused: ${refused.problem?.detail ?? refused.problem?.title ?? ""}`);
}

const toTry: Readonly<Record<DemoUser["role"], string>> = {
  "front-desk": "find a patient, register one who is nearly the same, take a payment and print its receipt",
  clinician: "open a record, see its history",
  biller: "post a charge, reverse a posting, see insights to the cent",
  manager: "insights with the clinic's money to the cent, and no patient",
  analyst: "insights without a person in them: figures are protected, small ones hidden",
  auditor: "who looked at which record, and what was refused",
  patient: "your own record and what you owe",
  admin: "users, facilities, all of the above",
};

function sayWhatToTry(users: readonly DemoUser[], say: (line: string) => void): void {
  say(`  Sample users; who has no facility named works at all, the others at one of the two (main, ${northName}):`);
  for (const { role, email, password, at } of users)
    say(`    ${role.padEnd(11)} ${email.padEnd(32)} ${password.padEnd(18)} ${at ?? ""}`.trimEnd());
  say("  What to try as whom:");
  for (const role of new Set(users.map((user) => user.role))) say(`    ${role.padEnd(11)} ${toTry[role]}`);
}
