/** Billing's HTTP handling on a database of its own, without a port, a relay or a consumer. */
import { startReadAudit } from "@pms/kit/audit/read-audit";
import { openDatabase } from "@pms/kit/db/database";
import type { EventLog } from "@pms/kit/event-log/event-log";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import type { TestTrust } from "@pms/kit/testing/tokens";
import { type Facilities, openFacilities } from "@pms/kit/trust/facilities";
import { buildApp } from "../services/billing/src/app.ts";
import type { Addressees } from "../services/billing/src/clients/addressees.ts";
import type { Deps } from "../services/billing/src/deps.ts";
import { openTypesetter } from "../services/billing/src/documents/typesetter.ts";
import { readChart } from "../services/billing/src/ledger/store/chart.ts";
import type { DB } from "../services/billing/src/store/gen/tables.ts";

type Options = {
  url: string;
  trust: TestTrust;
  statementTimeoutMs?: number;
  given?: Partial<Facilities>;
  /** Whom documents go to, where some are asked for. */
  addressees?: Addressees;
};

const nobody: Addressees = { get: () => Promise.reject(new Error("no documents are asked for")), close() {} };

export async function openBilling({ url, trust, statementTimeoutMs = 7_500, given = {}, addressees }: Options) {
  const logger = createLogger("bench", "silent");
  const database = openDatabase<DB>({ url, maxConnections: 4, applicationName: "bench", statementTimeoutMs });
  const audit = startReadAudit({ service: "billing", pool: database.pool, logger, onStored: () => {} });
  const unasked = openFacilities({ address: "127.0.0.1:1" });
  const typesetter = openTypesetter({ letterhead: { paper: "us-letter" }, logger });
  const deps: Deps = {
    database,
    trust: { verifier: trust.verifier, ready: () => true, clock: () => "ok", stop: async () => {} },
    audit,
    facilities: { ...unasked, ...given },
    chart: await readChart(database.pool),
    addressees: addressees ?? nobody,
    staffNames: { find: async () => undefined, close() {} },
    typesetter,
    relay: { wake() {}, stop: async () => {}, pending: async () => 0, failingSinceMs: () => undefined },
    // Of the log a posting asks its health alone.
    log: { healthy: async () => true } as unknown as EventLog,
    logger,
    metrics: createMetrics("billing"),
    currency: "USD",
    now: () => new Date(),
    async close() {
      typesetter.close();
      unasked.close();
      await audit.stop();
      await database.close();
    },
  };
  return { deps, app: await buildApp(deps) };
}
