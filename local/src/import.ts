/** `npm run import -- synthea DIR [--url URL] [--currency USD]`. Exit code 0: all taken; 1: some rows were not, or the check found a difference; 2: nothing could be done. */
import type { TrialBalance } from "@pms/contracts/billing";
import { type ApiClient, signIn } from "./api-client.ts";
import { askCredentials } from "./ask.ts";
import { readCommandLine, refuseUse, runCommand } from "./command-line.ts";
import { createProgress } from "./progress.ts";
import { type ImportReport, importSynthea } from "./synthea/import-synthea.ts";
import { verifyImport } from "./verify-import.ts";

const usage = `npm run import -- synthea DIR [--url http://localhost:8080] [--currency USD]
--currency is that of the export's amounts. Signs in with PMS_EMAIL and PMS_PASSWORD, or asks.`;

const { values: flags, positionals } = readCommandLine(usage, {
  allowPositionals: true,
  options: {
    url: { type: "string", default: `http://localhost:${process.env.PORT || 8080}` },
    currency: { type: "string", default: "USD" },
  },
});

function money(amountMinor: number): string {
  return (amountMinor / 100).toLocaleString("en-US", { style: "currency", currency: flags.currency });
}

/** Throws where accounts are not kept in the currency of the export: patients would be registered, and no row of theirs posted. */
async function requireCurrency(api: ApiClient): Promise<void> {
  const { currency } = await api.get<TrialBalance>("/api/billing/trial-balance");
  if (currency !== flags.currency)
    throw new Error(
      `The system keeps its accounts in ${currency} and the export is read in ${flags.currency} (--currency): nothing was imported.`,
    );
}

function printReport(report: ImportReport): void {
  const { created, existing } = report.patients;
  console.log(`Patients      ${created.toLocaleString("en")} new, ${existing.toLocaleString("en")} known already`);
  let posted = 0;
  for (const [type, tally] of Object.entries(report.transactions)) {
    posted += tally.posted;
    console.log(
      `${`${type}s`.padEnd(13)} ${tally.posted.toLocaleString("en")} new, ${tally.existing.toLocaleString("en")} known already, ${money(tally.amountMinor)} in all`,
    );
  }
  if (created === 0 && posted === 0) console.log("Nothing was new: nothing has been changed.");
  for (const { file, line, column, detail } of report.faults.slice(0, 100))
    console.log(`  ${file}:${line}${column ? ` ${column}` : ""}: ${detail}`);
  if (report.faults.length > 100) console.log(`  … and ${report.faults.length - 100} more`);
  const broken = new Set(report.faults.map(({ file, line }) => `${file}:${line}`)).size;
  if (broken > 0) console.log(`${broken + report.leftOut} rows could not be imported; everything else was.`);
}

async function main(): Promise<number> {
  const [format, directory, ...surplus] = positionals;
  if (format !== "synthea" || !directory || surplus.length > 0)
    refuseUse(usage, "Say synthea and the folder of the export, and nothing more.");
  const credentials = await askCredentials(process.env);
  if (!credentials) {
    console.error(`Set PMS_EMAIL and PMS_PASSWORD.\n${usage}`);
    return 2;
  }
  const api = await signIn(flags.url, credentials.email, credentials.password);
  await requireCurrency(api);
  const progress = createProgress(process.stdout);
  const startedAtMs = Date.now();
  const report = await importSynthea(api, directory, flags.currency, progress.say);
  progress.end();
  printReport(report);
  const check = await verifyImport(api, report.balances);
  console.log(
    `Checked       ${check.accounts.toLocaleString("en")} accounts, sum of balances ${money(check.sumOfBalancesMinor)}, trial balance off by ${money(check.trialDifferenceMinor)}`,
  );
  if (check.differing + check.missing > 0)
    console.log(`${check.differing} balances differ from the export's, ${check.missing} accounts are missing.`);
  console.log(`Took ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  const agrees = check.differing === 0 && check.missing === 0 && check.trialDifferenceMinor === 0;
  return report.faults.length === 0 && agrees ? 0 : 1;
}

await runCommand(main);
