/**
 * The gRPC door: every method declares who may call it, problems become status codes, health is the
 * standard one.
 */
import { readFileSync } from "node:fs";
import { ServerCredentials } from "@grpc/grpc-js";
import type { Permission } from "@pms/contracts/auth/permissions";
import {
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
  HealthDefinition,
  type HealthServiceImplementation,
} from "@pms/contracts/gen/grpc/health/v1/health";
import { problemKinds } from "@pms/contracts/http/problems";
import {
  type CallContext,
  type CompatServiceDefinition,
  createServer,
  ServerError,
  type ServerMiddlewareCall,
  type ServiceImplementation,
  Status,
} from "nice-grpc";
import type { AuditContext } from "../audit/audit.ts";
import type { RpcTls } from "../clients/rpc.ts";
import { isPassing, isWaitTimeout } from "../db/outage.ts";
import type { Logger } from "../observe/log.ts";
import { recordRpcSpan } from "../observe/spans.ts";
import { continueTrace, isTracing, requestIdOf } from "../observe/trace.ts";
import { ProblemError } from "../problem/problem.ts";
import { type Actor, requirePermission } from "../trust/access.ts";
import { revocationSilenceMaxMs } from "../trust/authenticate.ts";
import type { Verifier } from "../trust/verifier.ts";

/**
 * What a method's implementation gets beside the request. `actor` is null only for public methods.
 */
export type RpcContext = { actor: Actor | null; traceparent: string | undefined };
export type RpcAccess = Permission | "public";

/** @param rpc the method's full path */
export type OnRefused = (context: AuditContext, rpc: string) => void;

export type RpcService<Service extends CompatServiceDefinition> = {
  definition: Service;
  implementation: ServiceImplementation<Service, RpcContext>;
  /** One entry per method, by its name in the definition; a missing one stops the boot (AZ-1). */
  access: Readonly<Record<string, RpcAccess>>;
};

/** More than the largest request takes, which opens a thousand accounts at once. */
const messageMaxBytes = 262_144;

export function rpcActor(context: RpcContext): Actor {
  if (!context.actor) throw new ProblemError("unauthenticated");
  return context.actor;
}

/** @returns the port listened on, and a stop that finishes calls in flight. */
export async function startRpcServer<Service extends CompatServiceDefinition>(options: {
  host: string;
  port: number;
  service: RpcService<Service>;
  verifier: Verifier | undefined;
  logger: Logger;
  /**
   * Told of every refusal of a known caller, and of whoever asks for what is missing or out of
   * reach.
   */
  onRefused?: OnRefused;
  /** What the standard health service answers. */
  ready: () => boolean | Promise<boolean>;
  tls?: RpcTls;
}): Promise<{ port: number; stop(): Promise<void>; kill(): void }> {
  const access = accessByPath(options.service);
  const server = createServer({ "grpc.max_receive_message_length": messageMaxBytes }).use<RpcContext>((call, context) =>
    guard(call, context, access, options),
  );
  server.add(options.service.definition, options.service.implementation);
  server.add(HealthDefinition, healthOf(options.ready));
  const port = await server.listen(`${options.host}:${options.port}`, credentialsOf(options.tls));
  return { port, stop: () => server.shutdown(), kill: () => server.forceShutdown() };
}

function credentialsOf(tls: RpcTls | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const pair = { private_key: readFileSync(tls.keyFile), cert_chain: readFileSync(tls.certFile) };
  return ServerCredentials.createSsl(readFileSync(tls.caFile), [pair], true);
}

function accessByPath<Service extends CompatServiceDefinition>({
  definition,
  access,
}: RpcService<Service>): Map<string, RpcAccess> {
  if (!("fullName" in definition)) throw new Error("A generated service definition is needed");
  const paths = Object.entries(definition.methods).map(([method, { name }]): [string, RpcAccess] => {
    const declared = access[method];
    if (declared === undefined) throw new Error(`${definition.fullName}/${name} declares no permission`);
    return [`/${definition.fullName}/${name}`, declared];
  });
  return new Map(paths);
}

async function* guard<Request, Response>(
  call: ServerMiddlewareCall<Request, Response, RpcContext>,
  context: CallContext,
  access: Map<string, RpcAccess>,
  { verifier, logger, onRefused }: { verifier: Verifier | undefined; logger: Logger; onRefused?: OnRefused },
) {
  const declared = access.get(call.method.path) ?? "public";
  const given = context.metadata.get("traceparent");
  const traceparent = isTracing() ? continueTrace(given) : given;
  const startedAtMs = performance.now();
  let failed = false;
  try {
    if (declared === "public") return yield* call.next(call.request, { ...context, actor: null, traceparent });
    const actor = await callerOf(context, verifier);
    try {
      requirePermission(actor, declared);
      return yield* call.next(call.request, { ...context, actor, traceparent });
    } catch (error) {
      if (isRefusal(error)) onRefused?.(auditContextOf(context, actor, traceparent), call.method.path);
      throw error;
    }
  } catch (error) {
    failed = true;
    if (error instanceof ServerError || (error instanceof Error && error.name === "AbortError")) throw error;
    if (error instanceof ProblemError) throw new ServerError(problemKinds[error.kind].grpc, error.message);
    logger.error({ err: error, route: call.method.path }, "an rpc failed");
    // About what was asked, and not about us: whoever asks for many may ask for the others.
    if (isWaitTimeout(error)) throw new ServerError(Status.ABORTED, "Somebody else is changing the same record");
    if (isPassing(error)) throw new ServerError(Status.UNAVAILABLE, problemKinds.unavailable.title);
    throw new ServerError(Status.INTERNAL, "Something failed on our side");
  } finally {
    if (isTracing() && traceparent !== undefined)
      recordRpcSpan(given, {
        traceparent,
        path: call.method.path,
        failed,
        durationMs: performance.now() - startedAtMs,
      });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ProblemError && (error.kind === "forbidden" || error.kind === "not-found");
}

function auditContextOf({ metadata, peer }: CallContext, actor: Actor, traceparent: string | undefined): AuditContext {
  const requestId = requestIdOf(metadata.get("x-request-id"));
  return { actor, requestId, sourceAddress: peer, ...(traceparent && { traceparent }) };
}

async function callerOf(context: CallContext, verifier: Verifier | undefined): Promise<Actor> {
  const token = /^Bearer (\S+)$/i.exec(context.metadata.get("authorization") ?? "")?.[1];
  if (!token || !verifier) throw new ProblemError("unauthenticated");
  // Behind every rpc that is not public stands protected data (TOK-3).
  if (verifier.revocations.silenceMs() > revocationSilenceMaxMs) throw new ProblemError("unavailable");
  return verifier.verify(token);
}

function healthOf(ready: () => boolean | Promise<boolean>): HealthServiceImplementation {
  const status = async (): Promise<HealthCheckResponse> => ({
    status: (await ready()) ? HealthCheckResponse_ServingStatus.SERVING : HealthCheckResponse_ServingStatus.NOT_SERVING,
  });
  return {
    async check() {
      return status();
    },
    async *watch(_request, context) {
      let told: number | undefined;
      while (!context.signal.aborted) {
        const now = await status();
        if (now.status !== told) yield now;
        told = now.status;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
  };
}
