/** The people of the sample clinic, several of a role where it makes a difference whom one is. */
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Facility } from "@pms/contracts/auth/facilities";
import type { InvitationCreated } from "@pms/contracts/auth/invitations";
import type { PersonRole } from "@pms/contracts/auth/permissions";
import { type ApiClient, ApiError } from "../api-client.ts";
import type { Credentials } from "../secrets.ts";

/** `at` is the facility where they work; all of them where it is absent. */
export type DemoUser = Credentials & { role: PersonRole; firstName: string; lastName: string; at?: "main" | "north" };
/** `since` is the day that the sample data end with: what was begun on it is completed as of it. */
export type DemoUsers = { since: string; users: DemoUser[] };

const people: readonly Omit<DemoUser, "password">[] = [
  { role: "front-desk", firstName: "Fay", lastName: "Nilsen", email: "front-desk@clinic.example", at: "main" },
  { role: "front-desk", firstName: "Noor", lastName: "Haddad", email: "front-desk.north@clinic.example", at: "north" },
  { role: "clinician", firstName: "Carl", lastName: "Okafor", email: "clinician@clinic.example" },
  { role: "clinician", firstName: "Nina", lastName: "Sato", email: "clinician.north@clinic.example", at: "north" },
  { role: "biller", firstName: "Bea", lastName: "Lindqvist", email: "biller@clinic.example" },
  { role: "biller", firstName: "Nils", lastName: "Moreau", email: "biller.north@clinic.example", at: "north" },
  { role: "analyst", firstName: "Ada", lastName: "Kowalski", email: "analyst@clinic.example" },
  { role: "manager", firstName: "Mara", lastName: "Quist", email: "manager@clinic.example" },
  { role: "auditor", firstName: "Otto", lastName: "Reyes", email: "auditor@clinic.example" },
  { role: "auditor", firstName: "Nora", lastName: "Blum", email: "auditor.north@clinic.example", at: "north" },
  { role: "patient", firstName: "Pat", lastName: "Example", email: "patient@clinic.example" },
];

export function makeUsers(admin: Credentials | undefined, since: string): DemoUsers {
  if (!admin) throw new Error("These data were not made by `npm run demo`; set PMS_DATA_DIR to an empty folder.");
  const made = people.map((person) => ({ ...person, password: `${randomBytes(12).toString("base64url")}` }));
  return { since, users: [{ role: "admin", firstName: "First", lastName: "Administrator", ...admin }, ...made] };
}

/**
 * Undefined where there is no such file. `since` is empty in one of the version before, which kept
 * the people alone.
 */
export async function readUsers(file: string): Promise<DemoUsers | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const found: DemoUsers | DemoUser[] = JSON.parse(text);
  return Array.isArray(found) ? { since: "", users: found } : found;
}

/** Whole or not at all. */
export async function keepUsers(file: string, users: DemoUsers): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(users, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * Invites and accepts; whoever has accepted before an interruption did so with the same password.
 */
export async function addUser(
  api: ApiClient,
  { email, password, firstName, lastName, role, at }: DemoUser,
  facilities: Readonly<Record<"main" | "north", Facility>>,
  ownRecordId: string | undefined,
): Promise<void> {
  const isPatient = role === "patient";
  const invitation = {
    email,
    firstName,
    lastName,
    roles: [role],
    facilities: isPatient ? [] : at === undefined ? "all" : [facilities[at].id],
    ...(isPatient && ownRecordId !== undefined && { patientId: ownRecordId }),
  };
  try {
    const { token } = await api.post<InvitationCreated>("/api/users/invitations", invitation);
    await api.post("/api/auth/invitations/accept", { token, password });
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.status !== 409) throw error;
  }
}
