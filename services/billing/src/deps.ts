/**
 * What the billing service is made of. Tests open the same from other addresses and another
 * verifier.
 */
import { rpcTlsFrom } from "@pms/kit/clients/rpc";
import type { Logger } from "@pms/kit/observe/log";
import { type GivenDeps, openServiceDeps, type ServiceDeps } from "@pms/kit/process/service-deps";
import { type Facilities, openFacilities } from "@pms/kit/trust/facilities";
import { type Addressees, openAddressees } from "./clients/addressees.ts";
import { openStaffNames, type StaffNames } from "./clients/staff-names.ts";
import type { Config } from "./config.ts";
import { openTypesetter, type Typesetter } from "./documents/typesetter.ts";
import type { Chart } from "./ledger/chart.ts";
import { readChart } from "./ledger/store/chart.ts";
import type { DB } from "./store/gen/tables.ts";

export type Deps = ServiceDeps<DB> & {
  facilities: Facilities;
  /** As it was when the service started; migrations alone change it. */
  chart: Chart;
  addressees: Addressees;
  staffNames: StaffNames;
  typesetter: Typesetter;
  /** ISO 4217: of new accounts and of the trial balance. */
  currency: string;
};

export async function openDeps(config: Config, logger: Logger, given: GivenDeps = {}): Promise<Deps> {
  const opened = await openServiceDeps<DB>(config, { service: "billing", logger, given });
  const chart = await readChart(opened.database.pool);
  const tls = rpcTlsFrom(config);
  const secure = tls && { tls };
  const facilities = openFacilities({ address: config.AUTH_RPC, ...secure });
  const addressees = openAddressees({ address: config.PATIENT_RPC, ...secure });
  const staffNames = openStaffNames({ address: config.AUTH_RPC, secret: config.SERVICE_SECRET, ...secure });
  const { PAPER: paper, LETTERHEAD_LOGO: logo } = config;
  const typesetter = openTypesetter({
    letterhead: { paper, ...(logo && { logo }) },
    logger,
    onQueue: (length) => opened.metrics.queueLength.labels("documents").set(length),
  });
  return {
    ...opened,
    facilities,
    chart,
    addressees,
    staffNames,
    typesetter,
    currency: config.CURRENCY,
    async close() {
      typesetter.close();
      staffNames.close();
      addressees.close();
      facilities.close();
      await opened.close();
    },
  };
}
