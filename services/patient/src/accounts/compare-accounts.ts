import type { Reconciliation } from "@pms/contracts/patients/reconciliation";
import type { Account } from "../clients/billing.ts";
import type { Deps } from "../deps.ts";
import { type PatientAccount, streamPatientAccounts } from "./store/patient-accounts.ts";

type CompareDeps = Pick<Deps, "database" | "billing" | "serviceToken">;
type Pair = [PatientAccount, Account] | [PatientAccount, undefined] | [undefined, Account];

/**
 * Our patients and billing's accounts side by side, in the order of account ids, a page at a time
 * in memory. One of a pair is undefined where the other side lacks that account.
 */
export async function* pairAccounts(
  deps: CompareDeps,
  report: Pick<Reconciliation, "unpublishedEvents">,
): AsyncGenerator<Pair> {
  const accounts = listAllAccounts(deps, report);
  let account: Account | undefined;
  let started = false;
  // Not before the stream of patients stands: who is registered after the accounts are read would
  // seem to have none.
  const startOnce = async () => {
    if (!started) account = (await accounts.next()).value;
    started = true;
  };
  for await (const patient of streamPatientAccounts(deps.database.pool)) {
    await startOnce();
    for (; account && account.accountId < patient.account_id; account = (await accounts.next()).value)
      yield [undefined, account];
    if (account?.accountId === patient.account_id && account.patientId === patient.patient_id) {
      yield [patient, account];
      account = (await accounts.next()).value;
    } else yield [patient, undefined];
  }
  await startOnce();
  for (; account; account = (await accounts.next()).value) yield [undefined, account];
}

async function* listAllAccounts(
  { billing, serviceToken }: CompareDeps,
  report: Pick<Reconciliation, "unpublishedEvents">,
): AsyncGenerator<Account, undefined> {
  let pageToken = "";
  do {
    const page = await billing.listAccounts(pageToken, { token: await serviceToken() });
    yield* page.accounts;
    report.unpublishedEvents += page.overdueEvents;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return undefined;
}
