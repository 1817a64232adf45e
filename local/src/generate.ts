/**
 * `npm run generate`: writes what is generated from the sources of truth, to be committed. Proto
 * code; table types from each service's migrated database; the web client's types from the merged
 * OpenAPI document of a running system.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { provisionDatabase } from "@pms/embedded/provision";
import { startThrowawayPostgres } from "@pms/embedded/throwaway";
import { migrate } from "@pms/kit/db/migrate";
import { kitMigrations } from "@pms/kit/db/migration-files";
import { installTools, tools } from "./install-tools.ts";
import { startSystem } from "./start-system.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bin = join(tools, "node_modules", ".bin");

function run(command: string, args: string[], cwd = root): void {
  const { status } = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ""} failed`);
}

async function generateTables(): Promise<void> {
  const server = await startThrowawayPostgres();
  try {
    for (const service of ["auth", "patient", "billing", "analytics"]) {
      const roles = {
        database: service,
        owner: `${service}_owner`,
        ownerPassword: "generate",
        app: service,
        appPassword: "generate",
      };
      await provisionDatabase(server.url, roles);
      const url = new URL(server.url);
      url.username = roles.owner;
      url.password = roles.ownerPassword;
      url.pathname = `/${service}`;
      const own = { name: service, directory: new URL(`services/${service}/migrations/`, pathToFileURL(root)) };
      await migrate({ ownerUrl: url.href, appRole: service, sets: [kitMigrations, own] });
      const out = join(root, "services", service, "src", "store", "gen", "tables.ts");
      const mapping = JSON.stringify({ int8: "bigint" });
      run(join(bin, "kysely-codegen"), [
        "--url",
        url.href,
        "--dialect",
        "postgres",
        "--date-parser",
        "string",
        "--type-mapping",
        mapping,
        "--exclude-pattern",
        "schema_migrations",
        "--out-file",
        out,
      ]);
    }
  } finally {
    await server.stop();
  }
}

/** One path of each service: the gateway leaves out whoever has not answered it yet. */
const ofEachService = ["/api/auth/me", "/api/patients", "/api/billing/accounts", "/api/analytics/reports"];
const triesMax = 30;

async function wholeDocument(url: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const text = await (await fetch(new URL("/openapi.json", url))).text();
    const { paths } = JSON.parse(text) as { paths: Record<string, unknown> };
    const missing = ofEachService.filter((path) => !(path in paths));
    if (missing.length === 0) return text;
    if (tries === triesMax) throw new Error(`The document lacks ${missing.join(", ")}`);
    await sleep(1_000);
  }
}

async function generateWebClient(): Promise<void> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "pms-generate-"));
  const system = await startSystem({ dataDirectory, port: 0, web: false, durable: false, say: () => {} });
  try {
    const document = await wholeDocument(system.url);
    const file = join(dataDirectory, "openapi.json");
    writeFileSync(file, document);
    run(join(bin, "openapi-typescript"), [file, "--output", join(root, "web", "src", "gen", "api.ts")]);
  } finally {
    await system.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

installTools();
run(join(bin, "buf"), ["generate"], join(root, "proto"));
await generateTables();
await generateWebClient();
