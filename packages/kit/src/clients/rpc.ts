/**
 * gRPC to another service: one channel, quick reconnects, mTLS where certificates are configured.
 */
import { readFileSync } from "node:fs";
import {
  ChannelCredentials,
  type Client,
  type CompatServiceDefinition,
  createChannel,
  createClientFactory,
  Metadata,
} from "nice-grpc";

/** PEM files. */
export type RpcTls = { caFile: string; certFile: string; keyFile: string };

/** @param address host:port */
export function openRpcClient<Service extends CompatServiceDefinition>(
  definition: Service,
  options: { address: string; tls?: RpcTls },
): { client: Client<Service>; close(): void } {
  const { tls } = options;
  const credentials = tls
    ? ChannelCredentials.createSsl(readFileSync(tls.caFile), readFileSync(tls.keyFile), readFileSync(tls.certFile))
    : ChannelCredentials.createInsecure();
  const channel = createChannel(`${tls ? "https" : "http"}://${options.address}`, credentials, {
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1_000,
    "grpc.keepalive_time_ms": 20_000,
  });
  return { client: createClientFactory().create(definition, channel), close: () => channel.close() };
}

/**
 * Call options that carry a caller's token and what the call is part of, and give up after
 * `deadlineMs`.
 */
export function callAs(
  token: string,
  deadlineMs: number,
  origin: { traceparent?: string; requestId?: string } = {},
): { metadata: Metadata; signal: AbortSignal } {
  const metadata = Metadata({ authorization: `Bearer ${token}` });
  if (origin.traceparent) metadata.set("traceparent", origin.traceparent);
  if (origin.requestId) metadata.set("x-request-id", origin.requestId);
  return { metadata, signal: AbortSignal.timeout(deadlineMs) };
}

/** From the RPC_TLS_… variables: all three or none. */
export function rpcTlsFrom(config: {
  RPC_TLS_CA?: string;
  RPC_TLS_CERT?: string;
  RPC_TLS_KEY?: string;
}): RpcTls | undefined {
  const { RPC_TLS_CA: caFile, RPC_TLS_CERT: certFile, RPC_TLS_KEY: keyFile } = config;
  if (!caFile && !certFile && !keyFile) return undefined;
  if (!caFile || !certFile || !keyFile) throw new Error("RPC_TLS_CA, RPC_TLS_CERT and RPC_TLS_KEY go together");
  return { caFile, certFile, keyFile };
}
