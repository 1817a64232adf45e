import { LedgerIntegrity } from "@pms/contracts/billing";
import type { App } from "@pms/kit/server";
import type { Deps } from "../deps.ts";
import { checkIntegrity } from "../domain/check-integrity.ts";
import { callerOf } from "./caller-of.ts";
import { documented, reads } from "./declarations.ts";

export function integrityRoutes(app: App, deps: Deps): void {
  app.get("/api/billing/integrity", {
    config: reads,
    schema: {
      ...documented(
        "checkLedgerIntegrity",
        "Whether all that is kept beside the ledger's entries is what they say, of the accounts in reach. Takes seconds; 503 while others are running",
      ),
      response: { 200: LedgerIntegrity },
    },
    handler: async (request) => {
      const caller = callerOf(request);
      const answer = await checkIntegrity(deps, caller.actor);
      const details = { ok: String(answer.ok) };
      deps.audit.record(caller.audit, { action: "billing.check-integrity", resourceType: "ledger", details });
      return answer;
    },
  });
}
