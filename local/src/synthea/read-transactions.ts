/**
 * `claims_transactions.csv` as ledger transactions. A charge is owed by whom TRANSFERTYPE names; a
 * TRANSFEROUT and the TRANSFERIN that points at it are the two halves of one transfer of
 * responsibility; a payment settles what it finds with whoever is responsible at that point of the
 * claim.
 */
import { join } from "node:path";
import type { BatchTransaction } from "@pms/contracts/billing/batches";
import { CellError, type Holder, parseAmountMinor, parseDate, parseHolder, parseMethod } from "./cells.ts";
import { type CsvRow, checkCsvFile, ownCopy, type RowFault, readCsvRows } from "./csv-rows.ts";
import { createIdTable } from "./id-table.ts";
import { columns, transactionsFile } from "./transaction-columns.ts";

export type SourceTransaction = { line: number; sourcePatientId: string; transaction: BatchTransaction };

/** What the claim looks like so far. */
type ClaimState = { holder: Holder; transfersOut: Map<string, { amountMinor: number; line: number }> };

/**
 * Of every claim who is responsible, but of those alone where something is on its way the
 * transfers: an export has millions.
 */
function createClaims() {
  const holders = createIdTable();
  const open = new Map<string, ClaimState["transfersOut"]>();
  const [payer, patient] = [1, 2];
  return {
    open,
    get: (id: string): ClaimState => ({
      holder: holders.get(id) === patient ? "patient" : "payer",
      transfersOut: open.get(id) ?? new Map(),
    }),
    keep(id: string, { holder, transfersOut }: ClaimState): void {
      holders.set(id, holder === "patient" ? patient : payer);
      if (transfersOut.size === 0) open.delete(id);
      else if (!open.has(id)) open.set(ownCopy(id), transfersOut);
    },
  };
}

/** Throws when the file cannot be read for certain, see `checkCsvFile`. */
export async function checkTransactions(directory: string): Promise<void> {
  await checkCsvFile(join(directory, transactionsFile), columns);
}

/**
 * @param patients `idOf` is the patient's id in the system, by the export's; `leaveOut` is told of
 * a row whose patient has none: such rows are no faults of their own, whoever reads says once of
 * each patient how many they are.
 */
export async function* readTransactions(
  directory: string,
  currency: string,
  patients: { idOf: (sourceId: string) => string | undefined; leaveOut: (sourceId: string, line: number) => void },
  onFault: (fault: RowFault) => void,
): AsyncGenerator<SourceTransaction> {
  const claims = createClaims();
  const lineOf = createIdTable();
  for await (const row of readCsvRows(join(directory, transactionsFile), columns)) {
    const cell = cellReader(row);
    try {
      if (row.broken) throw new FaultyCell(row.broken.column, row.broken.detail);
      const id = cell("ID", (text) => {
        const line = lineOf.get(text);
        return line > 0 ? fail(`the same ID stands in line ${line} already`) : text;
      });
      const sourcePatientId = cell("PATIENTID", (text) => text || fail("is missing"));
      const patientId = patients.idOf(sourcePatientId);
      if (patientId === undefined) {
        patients.leaveOut(sourcePatientId, row.line);
        continue;
      }
      const claimId = cell("CLAIMID", (text) => text || fail("is missing"));
      const claim = claims.get(claimId);
      let transaction: BatchTransaction | undefined;
      try {
        transaction = toTransaction(cell, claim, row.line, { patientId, currency });
      } finally {
        // A row that is faulty further on has said who is responsible all the same.
        claims.keep(claimId, claim);
      }
      lineOf.set(id, row.line);
      if (transaction) yield { line: row.line, sourcePatientId, transaction };
    } catch (error) {
      if (!(error instanceof FaultyCell)) throw error;
      onFault({ file: transactionsFile, line: row.line, column: error.column, detail: error.message });
    }
  }
  for (const transfersOut of claims.open.values()) {
    for (const { line } of transfersOut.values())
      onFault({ file: transactionsFile, line, column: "CHARGEID", detail: "a transfer out that nothing takes in" });
  }
}

class FaultyCell extends Error {
  override readonly name = "FaultyCell";
  readonly column: string;
  constructor(column: string, detail: string) {
    super(detail);
    this.column = column;
  }
}

type Cell = <Value>(column: string, parse: (text: string) => Value) => Value;

function cellReader({ values }: CsvRow): Cell {
  return (column, parse) => {
    try {
      return parse((values[column] ?? "").replaceAll(/[\r\n]+/g, " ").trim());
    } catch (error) {
      if (error instanceof CellError) throw new FaultyCell(column, error.message);
      throw error;
    }
  };
}

function fail(detail: string): never {
  throw new CellError(detail);
}

function toTransaction(
  cell: Cell,
  claim: ClaimState,
  line: number,
  { patientId, currency }: { patientId: string; currency: string },
): BatchTransaction | undefined {
  const externalId = cell("ID", (text) => text || fail("is missing"));
  const onDate = cell("FROMDATE", parseDate);
  const money = (column: string) => ({ amountMinor: cell(column, parseAmountMinor), currency });
  const positive = (column: string) => ({
    amountMinor: cell(column, (text) => parseAmountMinor(text) || fail("an amount of zero")),
    currency,
  });
  const chargeId = cell("CHARGEID", (text) => text || fail("is missing"));
  switch (cell("TYPE", (text) => text)) {
    case "CHARGE": {
      claim.holder = cell("TRANSFERTYPE", parseHolder);
      const units = cell("UNITS", (text) =>
        /^[1-9]\d{0,4}$/.test(text) ? Number(text) : fail("not a whole number above zero"),
      );
      const code = cell("PROCEDURECODE", (text) => text || fail("is missing"));
      return {
        type: "charge",
        externalId,
        patientId,
        amount: money("AMOUNT"),
        code,
        description: cell("NOTES", (text) => text || code),
        serviceDate: onDate,
        units,
        responsibility: claim.holder,
      };
    }
    case "PAYMENT":
      return {
        type: "payment",
        externalId,
        patientId,
        amount: positive("PAYMENTS"),
        method: cell("METHOD", parseMethod),
        receivedOn: onDate,
        responsibility: claim.holder,
      };
    case "TRANSFEROUT":
      if (claim.transfersOut.has(chargeId))
        throw new FaultyCell("CHARGEID", "a transfer out of it stands above already, and nothing has taken that in");
      claim.transfersOut.set(ownCopy(chargeId), { amountMinor: positive("TRANSFERS").amountMinor, line });
      return undefined;
    case "TRANSFERIN": {
      const amount = positive("AMOUNT");
      const holder = cell("TRANSFERTYPE", parseHolder);
      cell("TRANSFEROUTID", (text) =>
        claim.transfersOut.get(text)?.amountMinor === amount.amountMinor
          ? claim.transfersOut.delete(text)
          : fail("no transfer out of this amount"),
      );
      if (holder === "patient" && claim.holder === "patient")
        throw new FaultyCell("TRANSFERTYPE", "the patient is responsible already");
      const direction = holder === claim.holder ? "between-payers" : holder === "patient" ? "to-patient" : "to-payer";
      claim.holder = holder;
      return { type: "transfer", externalId, patientId, amount, direction, effectiveOn: onDate };
    }
    default:
      throw new FaultyCell("TYPE", "not a type that this importer knows (CHARGE, PAYMENT, TRANSFEROUT, TRANSFERIN)");
  }
}
