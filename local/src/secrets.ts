/** The secrets of one local installation: made at the first start, kept beside the data, readable by its owner alone. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { databaseNames } from "./database-names.ts";

export type Secrets = {
  keySecret: string;
  /** Password of a database role, by database name. */
  databasePasswords: Record<string, string>;
  /** What a service shows to auth for a token of its own. */
  serviceSecrets: { patient: string };
  /** The first administrator; forgotten here once the first start has shown it. */
  admin?: Credentials;
};
export type Credentials = { email: string; password: string };

const make = (bytes = 24): string => randomBytes(bytes).toString("base64url");

const fileName = "secrets.json";

/** Made when there are none; the administrator is PMS_ADMIN_EMAIL and PMS_ADMIN_PASSWORD, or made up. */
export async function loadSecrets(
  dataDirectory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secrets> {
  const file = join(dataDirectory, fileName);
  const kept = await readKept(file);
  if (kept) return kept;
  const secrets: Secrets = {
    keySecret: make(32),
    databasePasswords: Object.fromEntries(
      databaseNames.flatMap((name) => [name, `${name}_owner`]).map((role) => [role, make()]),
    ),
    serviceSecrets: { patient: make() },
    admin: {
      email: environment.PMS_ADMIN_EMAIL || "admin@clinic.example",
      password: environment.PMS_ADMIN_PASSWORD || make(15),
    },
  };
  await mkdir(dataDirectory, { recursive: true });
  await keep(file, secrets);
  return secrets;
}

/**
 * Undefined only when there is no file. Those of an installation are never made anew because they cannot be read: what was
 * encrypted with the old ones would be lost.
 */
async function readKept(file: string): Promise<Secrets | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read (${error.code}): start as the user to whom the data folder belongs.`);
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the secrets.
    throw new Error(`${file} is not JSON: restore it from a backup. Without it the data cannot be opened.`);
  }
}

/** Once the administrator exists and has been shown, the password is kept nowhere in clear. */
export async function forgetAdministrator(dataDirectory: string, secrets: Secrets): Promise<void> {
  const { admin: _shown, ...rest } = secrets;
  await keep(join(dataDirectory, fileName), rest);
}

async function keep(file: string, secrets: Secrets): Promise<void> {
  // Written aside and renamed: a start that dies here leaves no half file behind.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
