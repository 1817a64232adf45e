/**
 * The whole system, real processes, in a folder of its own, on free ports: what the system, fault
 * and browser tests run on.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type LocalSystem, startSystem as startLocal } from "../../local/src/start-system.ts";

export type TestSystem = LocalSystem & {
  adminEmail: string;
  adminPassword: string;
  dataDirectory: string;
  /** Stops, and starts again on the same data; the object then tells of the new start. */
  restart(): Promise<void>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
};

export type TestSystemOptions = {
  kafka?: boolean;
  web?: boolean;
  /** True where PostgreSQL is killed, or stopped and started. */
  durable?: boolean;
  environment?: Record<string, string>;
};

const admin = { email: "admin@clinic.example", password: "seven quiet otters under the pier" };

export async function startSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  // A path with a space: whatever forgets to quote fails here and not at a user's.
  const dataDirectory = await mkdtemp(join(tmpdir(), "pms system-"));
  const launch = () =>
    startLocal({
      dataDirectory,
      port: 0,
      kafka: options.kafka ?? false,
      web: options.web ?? false,
      durable: options.durable ?? false,
      environment: {
        PMS_ADMIN_EMAIL: admin.email,
        PMS_ADMIN_PASSWORD: admin.password,
        LOG_LEVEL: "debug",
        ...options.environment,
      },
      say: () => {},
    });
  const system: TestSystem = {
    ...(await launch()),
    adminEmail: admin.email,
    adminPassword: admin.password,
    dataDirectory,
    async restart() {
      await system.stop();
      Object.assign(system, await launch());
    },
    async dispose() {
      await system.stop();
      await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return system;
}

const shared = new Map<string, Promise<TestSystem>>();
after(async () => {
  for (const system of await Promise.all(shared.values())) await system.dispose();
});

/**
 * One system for all tests of this process that want this environment. They leave it as they found
 * it but for what they add, and count nothing that others may have added.
 */
export function sharedSystem(environment: Record<string, string> = {}): Promise<TestSystem> {
  const key = JSON.stringify(environment);
  const system = shared.get(key) ?? startSystem({ environment });
  shared.set(key, system);
  return system;
}
