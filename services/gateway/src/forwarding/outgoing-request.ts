/** A request on its way to a service, over as many attempts as it takes. */
import type { Readable } from "node:stream";
import type { Revocations } from "@pms/kit/trust/revocations";
import type { Exchange } from "../exchange/exchange.ts";
import type { Upstream } from "../upstreams/upstream.ts";

export type Forwarding = {
  revocations: Revocations;
  /** Told of what operators want to count. */
  onEvent: (event: "retry" | "ejected" | "breaker-open", upstream: Upstream) => void;
};
export type OutgoingRequest = {
  exchange: Exchange;
  upstream: Upstream;
  body: Buffer | Readable | null;
  forwarding: Forwarding;
};

/** It changes nothing, and can be sent again. */
export function isRead({ exchange: { method }, body }: OutgoingRequest): boolean {
  return body === null && (method === "GET" || method === "HEAD");
}
