/**
 * What the billing service is made of. Tests open the same from other addresses and another
 * verifier.
 */
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import type { Logger } from "@pms/kit/observe/log";
import { type GivenDeps, openServiceDeps, type ServiceDeps } from "@pms/kit/process/service-deps";
import { type Facilities, openFacilities } from "@pms/kit/trust/facilities";
import type { Config } from "./config.ts";
import type { Chart } from "./ledger/chart.ts";
import { readChart } from "./ledger/store/chart.ts";
import type { DB } from "./store/gen/tables.ts";

export type Deps = ServiceDeps<DB> & {
  facilities: Facilities;
  /** As it was when the service started; migrations alone change it. */
  chart: Chart;
  /** ISO 4217: of new accounts and of the trial balance. */
  currency: string;
};

export async function openDeps(config: Config, logger: Logger, given: GivenDeps = {}): Promise<Deps> {
  const opened = await openServiceDeps<DB>(config, { service: "billing", logger, given });
  const chart = await readChart(opened.database.pool);
  const tls = rpcTlsFrom(config);
  const facilities = openFacilities({ address: config.AUTH_RPC, ...(tls && { tls }) });
  return {
    ...opened,
    facilities,
    chart,
    currency: config.CURRENCY,
    async close() {
      facilities.close();
      await opened.close();
    },
  };
}
