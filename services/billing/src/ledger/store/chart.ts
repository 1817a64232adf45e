import { type Queryable, run, statement } from "@pms/kit/db/statement";
import type { Selectable } from "kysely";
import type { LedgerAccountRules, LedgerAccounts } from "../../store/gen/tables.ts";
import { type Chart, chartOf, type RuledAct } from "../chart.ts";

/** By number, which is the order in which accountants read them. */
export async function readChart(on: Queryable): Promise<Chart> {
  const accounts = await run<Selectable<LedgerAccounts>>(
    on,
    statement("read-chart")`SELECT * FROM ledger_accounts ORDER BY number`,
  );
  const rules = await run<Selectable<LedgerAccountRules>>(
    on,
    statement("read-chart-rules")`SELECT * FROM ledger_account_rules ORDER BY act, position`,
  );
  return chartOf(
    accounts.map(({ code, number, name, type, normal_side: normalSide, closed_at: closedAt }) => ({
      account: code,
      number,
      name,
      type,
      normalSide,
      closedAt,
    })),
    rules.map(({ act, pattern, ledger_account: account }) => ({ act: act as RuledAct, pattern, account })),
  );
}
