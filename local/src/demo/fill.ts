/** Fills a fresh system with sample data, through the public API, and prints one user per role. */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InvitationCreated } from "@pms/contracts/auth";
import type { TransactionBatchResult } from "@pms/contracts/billing";
import type { PatientBatchResult } from "@pms/contracts/patients";
import { type PersonRole, personRoles } from "@pms/contracts/permissions";
import { type ApiClient, signIn } from "../api-client.ts";
import { createProgress } from "../progress.ts";
import type { Credentials } from "../secrets.ts";
import type { LocalSystem } from "../start-system.ts";

type DemoUser = Credentials & { role: PersonRole };

const patientCount = 400;

/** At later starts it only prints the users again. They are kept in the demo's own data folder: sample people, sample records. */
export async function fillWithDemoData(
  system: LocalSystem,
  dataDirectory: string,
  say: (line: string) => void,
): Promise<void> {
  const file = join(dataDirectory, "demo-users.json");
  const kept = await readFile(file, "utf8").catch(() => undefined);
  const users: DemoUser[] = kept ? JSON.parse(kept) : await fill(system, say);
  if (!kept) await writeFile(file, JSON.stringify(users, null, 2), { mode: 0o600 });
  say("  Sample users, one per role:");
  for (const { role, email, password } of users) say(`    ${role.padEnd(11)} ${email.padEnd(30)} ${password}`);
}

async function fill(system: LocalSystem, say: (line: string) => void): Promise<DemoUser[]> {
  if (!system.admin)
    throw new Error("These data were not made by `npm run demo`; set PMS_DATA_DIR to an empty folder.");
  const api = await signIn(system.url, system.admin.email, system.admin.password);
  say("  Making sample data …");
  await addRecords(api);
  const users: DemoUser[] = [{ role: "admin", ...system.admin }];
  for (const role of personRoles) if (role !== "admin") users.push(await addUser(api, role));
  return users;
}

async function addUser(api: ApiClient, role: PersonRole): Promise<DemoUser> {
  const email = `${role}@clinic.example`;
  const password = `${role}-${randomBytes(9).toString("base64url")}`;
  const invitation = {
    email,
    firstName: "Demo",
    lastName: role,
    roles: [role],
    facilities: role === "patient" ? [] : "all",
  };
  const { token } = await api.post<InvitationCreated>("/api/users/invitations", invitation);
  await api.post("/api/auth/invitations/accept", { token, password });
  return { role, email, password };
}

async function addRecords(api: ApiClient): Promise<void> {
  // The generator is large and only the demo needs it.
  const { makePatients, makeTransactions } = await import("./generate.ts");
  const progress = createProgress(process.stdout);
  const { results } = await api.post<PatientBatchResult>("/api/patients/batches", {
    patients: makePatients(patientCount),
  });
  const ids = results.flatMap(({ id }) => id ?? []);
  progress.say(`${ids.length} patients`);
  const transactions = makeTransactions(ids, new Date());
  for (let from = 0; from < transactions.length; from += 1_000) {
    const body = { source: "demo", transactions: transactions.slice(from, from + 1_000) };
    await api.post<TransactionBatchResult>("/api/billing/batches", body);
    progress.say(
      `${ids.length} patients, ${Math.min(from + 1_000, transactions.length)} of ${transactions.length} transactions`,
    );
  }
  progress.end();
}
