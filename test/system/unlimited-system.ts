import { findFreePort } from "@pms/embedded/free-ports";
import { sharedSystem, type TestSystem } from "./start-system.ts";

/** Where a service that gets SIGUSR1 opens its debugger. */
export const inspectPort = await findFreePort();

/** The one system of this process that nobody can ask too often. */
export const unlimitedSystem = (): Promise<TestSystem> =>
  sharedSystem({ NODE_OPTIONS: `--inspect-port=127.0.0.1:${inspectPort}`, RATE_LIMITS: "off" });
