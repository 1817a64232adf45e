/** The secrets of one local installation: made at the first start, kept beside the data, readable by its owner alone. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type Secrets = {
  keySecret: string;
  /** Password of a database role, by database name. */
  databasePasswords: Record<string, string>;
  /** What a service shows to auth for a token of its own. */
  serviceSecrets: Record<string, string>;
  admin: { email: string; password: string };
};

const make = (bytes = 24): string => randomBytes(bytes).toString("base64url");

/** @returns the secrets, and whether this is the first start (so that the administrator's password is shown once). */
export async function loadSecrets(
  dataDirectory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ secrets: Secrets; firstStart: boolean }> {
  const file = join(dataDirectory, "secrets.json");
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined) return { secrets: JSON.parse(kept), firstStart: false };
  const names = ["auth", "patient", "billing", "analytics", "events"];
  const secrets: Secrets = {
    keySecret: make(32),
    databasePasswords: Object.fromEntries(
      names.flatMap((name) => [name, `${name}_owner`]).map((role) => [role, make()]),
    ),
    serviceSecrets: Object.fromEntries(["patient", "billing", "analytics"].map((name) => [name, make()])),
    admin: {
      email: environment.PMS_ADMIN_EMAIL || "admin@clinic.example",
      password: environment.PMS_ADMIN_PASSWORD || make(15),
    },
  };
  await mkdir(dataDirectory, { recursive: true });
  // Written aside and renamed: a start that dies here leaves no half file behind.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return { secrets, firstStart: true };
}
