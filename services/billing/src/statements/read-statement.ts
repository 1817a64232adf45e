import type { Statement, StatementQuery } from "@pms/contracts/billing/documents";
import { formatMrn } from "@pms/contracts/patients/mrn";
import { dateIn } from "@pms/contracts/text/days-in-zone";
import type { Caller } from "@pms/kit/audit/caller";
import { invalidField, ProblemError } from "@pms/kit/problem/problem";
import { findAccount, noSuchAccount } from "../accounts/store/accounts.ts";
import { ageBalances } from "../aging/store/age-balances.ts";
import { requireWithinReach } from "../dating/dating.ts";
import type { Deps } from "../deps.ts";
import { readHead } from "../documents/head-of-document.ts";
import { sumOf } from "../ledger/money.ts";
import { balanceAsOf } from "../ledger/store/balances.ts";
import type { AccountRow } from "../store/tables.ts";
import { statementLines } from "./statement-lines.ts";
import { listStatementLines, openingBalance, type Period } from "./store/statement-lines.ts";

export type StatementDeps = Pick<Deps, "database" | "facilities" | "addressees" | "audit" | "now">;

/** Forty pages and more: who has more takes a later `from`. */
const linesMax = 2_000;
const bucketDays = 30;
const bucketLast = 4;

/**
 * An account's statement as of the end of a day, read at one moment; the audit says that it was
 * read. 404 out of reach, 400 for wrong dates, 422 for too many lines, 503 without its head.
 */
export async function readStatement(
  deps: StatementDeps,
  caller: Caller,
  { accountId, from, asOf: named }: { accountId: string } & StatementQuery,
): Promise<{ statement: Statement; preferredLanguage: string }> {
  const { database, audit, now } = deps;
  if (named !== undefined) requireWithinReach(named, "asOf", now());
  if (from !== undefined) requireWithinReach(from, "from", now());
  const account = await findAccount(database.db, accountId, caller.actor);
  if (!account) throw noSuchAccount();
  const head = await readHead(deps, caller, { facilityId: account.facility_id, patientId: account.patient_id });
  const { letterhead, addressee, preferredLanguage } = head;
  const asOf = named ?? dateIn(letterhead.timeZone, now());
  if (from !== undefined && from > asOf) throw invalidField("/from", "must not be after asOf");
  const read = await readLedger(deps, caller, { account, from, asOf });
  audit.record(caller.audit, {
    action: "billing.read-statement",
    resourceType: "account",
    resourceId: account.id,
    patientId: account.patient_id,
    facilityId: account.facility_id,
    details: { asOf, count: String(read.lines.length), ...(from !== undefined && { from }) },
  });
  const statement = {
    reference: `${formatMrn(addressee.mrn)} – ${asOf}`,
    accountId: account.id,
    currency: account.currency,
    ...(from !== undefined && { from }),
    asOf,
    letterhead,
    addressee,
    ...read,
  };
  return { statement, preferredLanguage };
}

type Sums =
  | "openingBalance"
  | "lines"
  | "charges"
  | "credits"
  | "closingBalance"
  | "payerPart"
  | "patientPart"
  | "aging";

function readLedger(
  { database }: Pick<Deps, "database">,
  { actor }: Caller,
  { account, from, asOf }: { account: AccountRow } & Omit<Period, "accountId">,
): Promise<Pick<Statement, Sums>> {
  const { id: accountId, currency } = account;
  const period = { accountId, from, asOf };
  const moment = database.db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
  return moment.execute(async (tx) => {
    const openingMinor = await openingBalance(tx, period);
    const rows = await listStatementLines(tx, { ...period, limit: linesMax + 1 }, actor);
    if (rows.length > linesMax)
      throw new ProblemError("rule-violated", `A statement has at most ${linesMax} lines: take a later from.`);
    const { lines, chargesMinor, creditsMinor, closingMinor } = statementLines(openingMinor, rows);
    const { payer_balance_minor: payerMinor } = await balanceAsOf(tx, accountId, asOf);
    const { sums } = await ageBalances(tx, { asOf, bucketDays, bucketLast, facilityId: undefined, accountId }, actor);
    return {
      openingBalance: sumOf(openingMinor, currency),
      lines,
      charges: sumOf(chargesMinor, currency),
      credits: sumOf(creditsMinor, currency),
      closingBalance: sumOf(closingMinor, currency),
      payerPart: sumOf(payerMinor, currency),
      patientPart: sumOf(closingMinor - payerMinor, currency),
      aging: Array.from({ length: bucketLast + 1 }, (_, index) => ({
        fromDays: index === 0 ? 0 : index * bucketDays + 1,
        ...(index < bucketLast && { toDays: (index + 1) * bucketDays }),
        amount: sumOf(BigInt(sums.find(({ bucket }) => bucket === index)?.amount_minor ?? "0"), currency),
      })),
    };
  });
}
