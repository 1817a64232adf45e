/** Fills a fresh system with sample data, through the public API, and prints one user per role. */
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InvitationCreated } from "@pms/contracts/auth";
import type { TransactionBatchResult } from "@pms/contracts/billing";
import type { Problem } from "@pms/contracts/common";
import type { PatientBatchResult } from "@pms/contracts/patients";
import { type PersonRole, personRoles } from "@pms/contracts/permissions";
import { accountActive } from "../account-active.ts";
import { type ApiClient, ApiError, signIn } from "../api-client.ts";
import { createProgress } from "../progress.ts";
import type { Credentials } from "../secrets.ts";
import type { LocalSystem } from "../start-system.ts";

type DemoUser = Credentials & { role: PersonRole };

const patientCount = 400;

/**
 * At later starts it only prints the users again. They are kept in the demo's own data folder: sample people, sample records.
 * Their passwords are made and kept before anything else, under another name, so that what was interrupted goes on.
 */
export async function fillWithDemoData(
  system: Pick<LocalSystem, "url" | "admin">,
  dataDirectory: string,
  say: (line: string) => void,
): Promise<void> {
  const file = join(dataDirectory, "demo-users.json");
  const users = (await readUsers(file)) ?? (await fill(system, file, say));
  say("  Sample users, one per role:");
  for (const { role, email, password } of users) say(`    ${role.padEnd(11)} ${email.padEnd(30)} ${password}`);
}

async function fill(
  { url, admin }: Pick<LocalSystem, "url" | "admin">,
  file: string,
  say: (line: string) => void,
): Promise<DemoUser[]> {
  const unfinished = `${file}.unfinished`;
  const begun = await readUsers(unfinished);
  const users = begun ?? makeUsers(admin);
  if (!begun) await writeFile(unfinished, JSON.stringify(users, null, 2), { mode: 0o600 });
  const [administrator, ...others] = users;
  if (!administrator) throw new Error(`${unfinished} names no administrator`);
  say(begun ? "  Going on with the sample data …" : "  Making sample data …");
  const api = await signIn(url, administrator.email, administrator.password);
  await addRecords(api);
  for (const user of others) await addUser(api, user);
  await rename(unfinished, file);
  return users;
}

async function readUsers(file: string): Promise<DemoUser[] | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The administrator first. */
function makeUsers(admin: Credentials | undefined): DemoUser[] {
  if (!admin) throw new Error("These data were not made by `npm run demo`; set PMS_DATA_DIR to an empty folder.");
  const others = personRoles.filter((role) => role !== "admin");
  const made = others.map((role) => ({
    role,
    email: `${role}@clinic.example`,
    password: `${role}-${randomBytes(9).toString("base64url")}`,
  }));
  return [{ role: "admin", ...admin }, ...made];
}

/** Invites and accepts; whoever has accepted before an interruption did so with the same password. */
async function addUser(api: ApiClient, { role, email, password }: DemoUser): Promise<void> {
  const invitation = {
    email,
    firstName: "Demo",
    lastName: role,
    roles: [role],
    facilities: role === "patient" ? [] : "all",
  };
  try {
    const { token } = await api.post<InvitationCreated>("/api/users/invitations", invitation);
    await api.post("/api/auth/invitations/accept", { token, password });
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.status !== 409) throw error;
  }
}

/** Throws when a row is refused: the sample data are then unfinished, and the next start goes on with them. */
async function addRecords(api: ApiClient): Promise<void> {
  // The generator is large and only the demo needs it.
  const { makePatients, makeTransactions } = await import("./generate.ts");
  const progress = createProgress(process.stdout);
  const { results } = await api.post<PatientBatchResult>("/api/patients/batches", {
    patients: makePatients(patientCount),
  });
  requireTaken(results);
  for (const { id, billing } of results) if (id && billing?.status === "pending") await accountActive(api, id);
  const ids = results.flatMap(({ id }) => id ?? []);
  progress.say(`${ids.length} patients`);
  const transactions = makeTransactions(ids, new Date());
  for (let from = 0; from < transactions.length; from += 1_000) {
    const body = { source: "demo", transactions: transactions.slice(from, from + 1_000) };
    requireTaken((await api.post<TransactionBatchResult>("/api/billing/batches", body)).results);
    progress.say(
      `${ids.length} patients, ${Math.min(from + 1_000, transactions.length)} of ${transactions.length} transactions`,
    );
  }
  progress.end();
}

function requireTaken(results: readonly { outcome: string; problem?: Problem }[]): void {
  const refused = results.find(({ outcome }) => outcome === "refused");
  if (refused) throw new Error(`Sample data were refused: ${refused.problem?.detail ?? refused.problem?.title ?? ""}`);
}
