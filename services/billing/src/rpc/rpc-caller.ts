import { type RpcContext, rpcActor } from "@pms/kit/rpc-server";
import { requestIdOf } from "@pms/kit/trace";
import type { CallContext } from "nice-grpc";
import type { Caller } from "../domain/caller.ts";

/** Who calls, with what the audit keeps; stops here when the caller has given up meanwhile. */
export function rpcCaller(context: CallContext & RpcContext): Caller {
  context.signal.throwIfAborted();
  const actor = rpcActor(context);
  const { traceparent } = context;
  const requestId = requestIdOf(context.metadata.get("x-request-id"));
  return { actor, audit: { actor, requestId, sourceAddress: context.peer, ...(traceparent && { traceparent }) } };
}
