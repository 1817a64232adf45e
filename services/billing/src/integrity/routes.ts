import { LedgerIntegrity } from "@pms/contracts/billing/ledger";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import type { Deps } from "../deps.ts";
import { reads } from "../doors/declarations.ts";
import { checkIntegrity } from "./check-integrity.ts";

export function addIntegrity(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/integrity",
    ...reads,
    operationId: "checkLedgerIntegrity",
    summary:
      "Whether all that is kept beside the ledger's entries is what they say, of the accounts in reach. Takes seconds; 503 while others are running",
    response: { 200: LedgerIntegrity },
    handler: async (request) => {
      const caller = callerOf(request);
      const answer = await checkIntegrity(deps, caller);
      const details = { ok: String(answer.ok) };
      deps.audit.record(caller.audit, { action: "billing.check-integrity", resourceType: "ledger", details });
      return answer;
    },
  });
}
