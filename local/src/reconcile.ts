/**
 * `npm run reconcile [-- --url URL]`: finds and repairs what a crash may have left behind, and says
 * what it found. Exit code 1 when something needs a person.
 */
import { closedOrphansMax, type Reconciliation } from "@pms/contracts/patients/reconciliation";
import { signIn } from "./api-client.ts";
import { askCredentials } from "./ask.ts";
import { readCommandLine, runCommand } from "./command-line.ts";

const usage = `npm run reconcile [-- --url http://localhost:8080]
Signs in with PMS_EMAIL and PMS_PASSWORD, or asks.`;

const { values: flags } = readCommandLine(usage, {
  options: { url: { type: "string", default: `http://localhost:${process.env.PORT || 8080}` } },
});

async function main(): Promise<number> {
  const credentials = await askCredentials(process.env);
  if (!credentials) {
    console.error("Set PMS_EMAIL and PMS_PASSWORD of a user with the permission billing:reconcile.");
    return 2;
  }
  const api = await signIn(flags.url, credentials.email, credentials.password);
  const report = await api.post<Reconciliation>("/api/patients/reconciliation", {});
  console.log(`Patients checked         ${report.checkedPatients}`);
  console.log(`Without account          ${report.missingAccounts}, of which repaired now ${report.repairedAccounts}`);
  console.log(
    `Accounts without patient ${report.closedOrphanAccounts + report.orphanAccounts.length}, of which closed now ${report.closedOrphanAccounts}`,
  );
  const isPart = report.closedOrphanAccounts >= closedOrphansMax;
  for (const { accountId, patientId } of report.orphanAccounts)
    console.log(
      `  account ${accountId} of patient ${patientId} ${isPart ? "is left to the next run" : "has a balance"}`,
    );
  console.log(`Closed, patient active   ${report.reopenedAccounts}, opened again now`);
  console.log(
    `Open, patient inactive   ${report.closedAccounts + report.unsettledAccounts.length}, of which closed now ${report.closedAccounts}`,
  );
  for (const { accountId, patientId } of report.unsettledAccounts)
    console.log(`  account ${accountId} of patient ${patientId} has a balance`);
  console.log(`At another facility      ${report.movedAccounts}, moved to the patient's now`);
  if (report.leftAccounts > 0) console.log(`Left to the next run     ${report.leftAccounts}`);
  console.log(`Events not yet published ${report.unpublishedEvents}, of patients and billing`);
  const { orphanAccounts, unsettledAccounts, leftAccounts, unpublishedEvents } = report;
  const forAPerson = orphanAccounts.length + unsettledAccounts.length + leftAccounts + unpublishedEvents;
  return report.missingAccounts === report.repairedAccounts && forAPerson === 0 ? 0 : 1;
}

await runCommand(main);
