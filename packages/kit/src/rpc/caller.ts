import type { CallContext } from "nice-grpc";
import type { Caller } from "../audit/caller.ts";
import { requestIdOf } from "../observe/trace.ts";
import { type RpcContext, rpcActor } from "./server.ts";

/** Of a call with a verified token; stops here when whoever called has given up meanwhile. */
export function callerOfCall(context: CallContext & RpcContext): Caller {
  context.signal.throwIfAborted();
  const actor = rpcActor(context);
  const { traceparent } = context;
  const requestId = requestIdOf(context.metadata.get("x-request-id"));
  return { actor, audit: { actor, requestId, sourceAddress: context.peer, ...(traceparent && { traceparent }) } };
}
