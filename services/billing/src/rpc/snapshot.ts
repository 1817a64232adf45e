import type { BillingServiceImplementation } from "@pms/contracts/gen/pms/billing/v1/billing";
import type { RpcContext } from "@pms/kit/rpc-server";
import { streamSnapshot } from "@pms/kit/stream-snapshot";
import type { Deps } from "../deps.ts";
import { readCursor, readSnapshotPage } from "../domain/snapshot-ledger.ts";
import { rpcCaller } from "./rpc-caller.ts";

export function snapshotMethods({
  database,
  audit,
}: Deps): Pick<BillingServiceImplementation<RpcContext>, "streamSnapshot"> {
  return {
    async *streamSnapshot({ after }, context) {
      const caller = rpcCaller(context);
      readCursor(after);
      audit.record(caller.audit, { action: "billing.snapshot", resourceType: "account" });
      yield* streamSnapshot(after, (cursor) => readSnapshotPage(database.pool, cursor), context.signal);
    },
  };
}
