/**
 * What the analytics service is made of. Tests open the same with their own trust, log and tellers.
 */

import { createWakeUp, type WakeUp } from "@pms/kit/batching/wake-up";
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import type { Logger } from "@pms/kit/observe/log";
import { type GivenDeps, openServiceDeps, type ServiceDeps } from "@pms/kit/process/service-deps";
import { openServiceTokens } from "@pms/kit/trust/service-token";
import { openSnapshots } from "./clients/snapshots.ts";
import type { Config } from "./config.ts";
import { createReadState, type ReadState } from "./generations/freshness.ts";
import type { SnapshotSource } from "./generations/snapshots.ts";
import type { DB } from "./store/gen/tables.ts";

export type Deps = ServiceDeps<DB> & {
  readState: () => Promise<ReadState>;
  /** To be called when generations have changed: consumers are started and stopped accordingly. */
  generationsChanged: WakeUp;
  consuming: { ready: boolean };
  /** Who tells a rebuild what there is, in the order in which they are asked. */
  snapshots: readonly SnapshotSource[];
  /** How failing events are retried, where the usual is too slow. */
  consumerTuning?: { maxAttempts?: number; backoffMs?: number };
  currency: string;
};
type Given = GivenDeps & Partial<Pick<Deps, "snapshots" | "consumerTuning">>;

/** Reports over years: the gateway waits for 30 s. */
const statementTimeoutMs = 25_000;

export async function openDeps(config: Config, logger: Logger, given: Given = {}): Promise<Deps> {
  const { snapshots, consumerTuning, ...givenToAll } = given;
  const opened = await openServiceDeps<DB>(config, {
    service: "analytics",
    logger,
    given: givenToAll,
    statementTimeoutMs,
  });
  const tellers = snapshots ? { sources: snapshots, close() {} } : openTellers(config);
  return {
    ...opened,
    readState: createReadState(opened.database.db, opened.log, opened.now),
    generationsChanged: createWakeUp(),
    consuming: { ready: false },
    snapshots: tellers.sources,
    ...(consumerTuning && { consumerTuning }),
    currency: config.CURRENCY,
    async close() {
      tellers.close();
      await opened.close();
    },
  };
}

/** The services that know what is counted. */
function openTellers(config: Config) {
  const tls = rpcTlsFrom(config);
  const tokens = openServiceTokens({
    address: config.AUTH_RPC,
    service: "analytics",
    secret: config.SERVICE_SECRET,
    ...(tls && { tls }),
  });
  const { sources, close } = openSnapshots({
    patientRpc: config.PATIENT_RPC,
    billingRpc: config.BILLING_RPC,
    token: () => tokens.token(),
    tls,
  });
  return {
    sources,
    close() {
      close();
      tokens.close();
    },
  };
}
