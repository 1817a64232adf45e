/**
 * The whole system, real processes, in a folder of its own, on free ports: what the system, fault
 * and browser tests run on.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalSystem, startSystem as startLocal } from "../../local/src/start-system.ts";

export type TestSystem = LocalSystem & {
  adminEmail: string;
  adminPassword: string;
  dataDirectory: string;
  /** Stops, and starts again on the same data. */
  restart(): Promise<TestSystem>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
};

export type TestSystemOptions = { kafka?: boolean; web?: boolean; environment?: Record<string, string> };

const admin = { email: "admin@clinic.example", password: "seven quiet otters under the pier" };

export async function startSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  // A path with a space: whatever forgets to quote fails here and not at a user's.
  const dataDirectory = await mkdtemp(join(tmpdir(), "pms system-"));
  return startIn(dataDirectory, options);
}

async function startIn(dataDirectory: string, options: TestSystemOptions): Promise<TestSystem> {
  const system = await startLocal({
    dataDirectory,
    port: 0,
    kafka: options.kafka ?? false,
    web: options.web ?? false,
    environment: {
      PMS_ADMIN_EMAIL: admin.email,
      PMS_ADMIN_PASSWORD: admin.password,
      LOG_LEVEL: "debug",
      ...options.environment,
    },
    say: () => {},
  });
  return {
    ...system,
    adminEmail: admin.email,
    adminPassword: admin.password,
    dataDirectory,
    async restart() {
      await system.stop();
      return startIn(dataDirectory, options);
    },
    async dispose() {
      await system.stop();
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
