/** What the door works with: the same in production and in tests, made at start. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Verifier } from "@pms/kit/trust/verifier";
import type { RateLimiter } from "../admission/rate-limiter.ts";
import type { BodyCollector } from "../bodies/collect-bodies.ts";
import type { Source } from "../exchange/client-address.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Forwarding } from "../forwarding/outgoing-request.ts";
import type { Cors } from "../request-rules/cors.ts";
import type { RouteTable } from "../route-table/route-table.ts";
import type { Upstream } from "../upstreams/upstream.ts";

export type DoorDeps = {
  table: RouteTable;
  /** Those that a path of the API really takes, none when it is nobody's. */
  methodsOf: (path: string) => readonly string[];
  upstreams: ReadonlyMap<string, Upstream>;
  verifier: Verifier;
  /** Undefined: no limits. */
  limiter: RateLimiter | undefined;
  cors: Cors;
  checkHost: (exchange: Exchange) => void;
  sourceOf: (request: IncomingMessage) => Source;
  bodies: BodyCollector;
  forwarding: Forwarding;
  observe: (exchange: Exchange) => void;
  /** The gateway's own pages: everything that no route takes. */
  own: (request: IncomingMessage, response: ServerResponse) => void;
  onError: (error: unknown, exchange: Exchange) => void;
};
