/**
 * `npm run import -- synthea DIR [--url URL] [--currency USD]`. Exit code 0: all taken; 1: some
 * rows were not, or the check found a difference; 2: nothing could be done.
 */
import type { Facility } from "@pms/contracts/auth/facilities";
import type { TrialBalance } from "@pms/contracts/billing/ledger";
import type { Page } from "@pms/contracts/http/common";
import { type ApiClient, signIn } from "./api-client.ts";
import { askCredentials } from "./ask.ts";
import { readCommandLine, refuseUse, runCommand } from "./command-line.ts";
import { writeImportReport } from "./import-report-file.ts";
import { createProgress } from "./progress.ts";
import type { RowFault } from "./synthea/csv-rows.ts";
import { findFacility } from "./synthea/import-patients.ts";
import type { ImportReport } from "./synthea/import-report.ts";
import { type ExportContents, importSynthea } from "./synthea/import-synthea.ts";
import { verifyImport } from "./verify-import.ts";

const usage = `npm run import -- synthea DIR [--url http://localhost:8080] [--currency USD] [--facility NAME] [--report FILE]
--currency is that of the export's amounts, --facility where patients belong who have no FACILITY of their own. FILE
(import-report.csv) gets every row that was not taken. Signs in with PMS_EMAIL and PMS_PASSWORD, or asks.`;

const { values: flags, positionals } = readCommandLine(usage, {
  allowPositionals: true,
  options: {
    url: { type: "string", default: `http://localhost:${process.env.PORT || 8080}` },
    currency: { type: "string", default: "USD" },
    facility: { type: "string" },
    report: { type: "string", default: "import-report.csv" },
  },
});

/** How many rows of each kind are printed; the file has them all. */
const shownMax = 100;

function money(amountMinor: number): string {
  return (amountMinor / 100).toLocaleString("en-US", { style: "currency", currency: flags.currency });
}

/**
 * Throws where accounts are not kept in the currency of the export: patients would be registered,
 * and no row of theirs posted.
 */
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
  tell(report.faults);
  const broken = new Set(report.faults.map(({ file, line }) => `${file}:${line}`)).size;
  if (broken > 0)
    console.log(`${(broken + report.leftOut).toLocaleString("en")} rows could not be imported; everything else was.`);
  if (report.differences.length === 0) return;
  const patients = new Set(report.differences.map(({ line }) => line)).size;
  console.log(
    `${patients.toLocaleString("en")} patients known already are not as the export says; nothing of theirs was changed:`,
  );
  tell(report.differences);
}

function tell(rows: readonly RowFault[]): void {
  for (const { file, line, column, detail } of rows.slice(0, shownMax))
    console.log(`  ${file}:${line}${column ? ` ${column}` : ""}: ${detail}`);
  if (rows.length > shownMax)
    console.log(`  … and ${(rows.length - shownMax).toLocaleString("en")} more, all of them in ${flags.report}`);
}

/** Says what of the export stays behind, so that nothing is dropped in silence. */
function tellContents({ transactions, leftColumns, leftFiles }: ExportContents): void {
  if (!transactions) console.log("There is no claims_transactions.csv: patients alone are imported.");
  if (leftColumns.length > 0) console.log(`Not taken over from patients.csv: ${leftColumns.join(", ")}`);
  if (leftFiles.length > 0) console.log(`Not read: ${leftFiles.join(", ")}`);
}

async function facilitiesOf(api: ApiClient): Promise<Facility[]> {
  const found: Facility[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const path: string = `/api/facilities?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { data, page }: { data: Facility[]; page: Page } = await api.get(path);
    found.push(...data);
    cursor = page.nextCursor;
  }
  return found;
}

/** Throws where no facility has that name or id. */
function requireFacility(facilities: readonly Facility[], named: string): string {
  const facility = findFacility(facilities, named);
  if (!facility)
    throw new Error(`There is no such facility (--facility): ${facilities.map(({ name }) => name).join(", ")}`);
  return facility.id;
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
  const facilities = await facilitiesOf(api);
  const facilityId = flags.facility === undefined ? undefined : requireFacility(facilities, flags.facility);
  const progress = createProgress(process.stdout);
  const startedAtMs = Date.now();
  const report = await importSynthea(api, directory, {
    currency: flags.currency,
    facilities,
    ...(facilityId !== undefined && { facilityId }),
    onChecked: tellContents,
    say: progress.say,
  });
  progress.end();
  if (report.faults.length + report.differences.length > 0) await writeImportReport(flags.report, report);
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
