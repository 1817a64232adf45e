import { openDatabase } from "@pms/kit/db/database";
import { databaseUrl, type Infrastructure } from "./environments.ts";
import { type Credentials, keep, makePassword, type Secrets } from "./secrets.ts";

/**
 * The secrets with the administrator whom auth makes, or has made and nobody was told of. Until
 * auth has made one, the environment of each start decides anew, so that no start is bound to what
 * an earlier one was given and auth refused.
 */
export async function withFirstAdministrator(
  dataDirectory: string,
  secrets: Secrets,
  infrastructure: Infrastructure,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secrets> {
  if (await hasAdministrator(databaseUrl(secrets, infrastructure, "auth", "auth_owner"))) return secrets;
  const admin: Credentials = {
    email: environment.PMS_ADMIN_EMAIL || "admin@clinic.example",
    password: environment.PMS_ADMIN_PASSWORD || makePassword(15),
  };
  // Before auth is told: a start that dies in between must not leave an administrator whose
  // password nobody has.
  await keep(dataDirectory, { ...secrets, admin });
  return { ...secrets, admin };
}

async function hasAdministrator(url: string): Promise<boolean> {
  const { pool, close } = openDatabase({ url, maxConnections: 1, applicationName: "npm start" });
  try {
    const { rows } = await pool.query("SELECT to_regclass('users') IS NOT NULL AS migrated");
    if (!rows[0]?.migrated) return false;
    return (await pool.query("SELECT FROM users WHERE 'admin' = ANY (roles) LIMIT 1")).rows.length > 0;
  } finally {
    await close();
  }
}

/**
 * To be called when the administrator has been shown: from then on the password is kept nowhere in
 * clear.
 */
export async function forgetAdministrator(dataDirectory: string, { admin: _shown, ...rest }: Secrets): Promise<void> {
  await keep(dataDirectory, rest);
}
