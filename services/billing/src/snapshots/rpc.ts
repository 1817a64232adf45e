import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import { callerOfCall } from "@pms/kit/rpc/caller";
import type { RpcContext } from "@pms/kit/rpc/server";
import { streamSnapshot } from "@pms/kit/rpc/stream-snapshot";
import type { Deps } from "../deps.ts";
import { readCursor, readSnapshotPage } from "./snapshot-ledger.ts";

export function snapshotMethods({
  database,
  audit,
}: Deps): Pick<BillingServiceImplementation<RpcContext>, "streamSnapshot"> {
  return {
    async *streamSnapshot({ after }, context) {
      const caller = callerOfCall(context);
      readCursor(after);
      audit.record(caller.audit, { action: "billing.snapshot", resourceType: "account" });
      yield* streamSnapshot(after, (cursor) => readSnapshotPage(database.pool, cursor), context.signal);
    },
  };
}
