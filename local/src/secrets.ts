/**
 * The secrets of one local installation: made at the first start, kept beside the data, readable by
 * its owner alone.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { databaseNames } from "./database-names.ts";

export type Secrets = {
  keySecret: string;
  /** Password of a database role, by database name. */
  databasePasswords: Record<string, string>;
  /** What a service shows to auth for a token of its own. */
  serviceSecrets: { patient: string; billing: string; analytics: string };
  /** The first administrator, from when auth is told of it until `npm start` has shown it. */
  admin?: Credentials;
};
export type Credentials = { email: string; password: string };

export const makePassword = (bytes = 24): string => randomBytes(bytes).toString("base64url");

/** In the data folder. */
export const secretsFile = "secrets.json";

/** Made when there are none. */
export async function loadSecrets(dataDirectory: string): Promise<Secrets> {
  const kept = await readKept(join(dataDirectory, secretsFile));
  if (kept) return complete(dataDirectory, kept);
  const secrets: Secrets = {
    keySecret: makePassword(32),
    databasePasswords: Object.fromEntries(
      databaseNames.flatMap((name) => [name, `${name}_owner`]).map((role) => [role, makePassword()]),
    ),
    serviceSecrets: { patient: makePassword(), billing: makePassword(), analytics: makePassword() },
  };
  await mkdir(dataDirectory, { recursive: true });
  await keep(dataDirectory, secrets);
  return secrets;
}

/** Adds what an older version did not have. */
async function complete(dataDirectory: string, kept: Secrets): Promise<Secrets> {
  const { analytics, billing } = kept.serviceSecrets;
  if (analytics && billing) return kept;
  const added = { analytics: analytics || makePassword(), billing: billing || makePassword() };
  const secrets = { ...kept, serviceSecrets: { ...kept.serviceSecrets, ...added } };
  await keep(dataDirectory, secrets);
  return secrets;
}

/**
 * Undefined only when there is no file. Those of an installation are never made anew because they
 * cannot be read: what was encrypted with the old ones would be lost.
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

export async function keep(dataDirectory: string, secrets: Secrets): Promise<void> {
  const file = join(dataDirectory, secretsFile);
  // Written aside and renamed: a start that dies here leaves no half file behind.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
