/** One request on its way through, and what the access log will say of it. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Actor } from "@pms/kit/trust/access";
import type { Dispatcher } from "undici";
import type { Route } from "../route-table/route.ts";
import type { Instance } from "../upstreams/instance.ts";
import type { Source } from "./client-address.ts";

export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  /** `performance.now()` at the request's head. */
  startedAtMs: number;
  method: string;
  /** What stands before the question mark. */
  path: string;
  /** With the question mark, or empty. */
  query: string;
  route: Route | undefined;
  actor: Actor | undefined;
  sourceAddress: string;
  /** The client came by https. */
  isSecure: boolean;
  /** Name, value, name, value… for the service. */
  upstreamHeaders: string[];
  /** The same for the client, beside what the service sends: rate limit, CORS. */
  extraHeaders: string[];
  /** The client waits for `100 Continue` before it sends the body. */
  expectsContinue: boolean;
  tried: Instance[];
  /** It has waited for a service to return; once is enough. */
  awaited: boolean;
  /** The attempt under way, for when the client goes. */
  controller: Dispatcher.DispatchController | undefined;
  /** Someone has begun to answer, or there is nobody left to answer to. */
  answered: boolean;
  clientGone: boolean;
  bytes: number;
};

/** At the head of a request, before anything in it was looked at. */
export function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { source, expectsContinue }: { source: Source; expectsContinue: boolean },
): Exchange {
  return {
    request,
    response,
    requestId: randomUUID(),
    startedAtMs: performance.now(),
    method: request.method ?? "",
    path: "",
    query: "",
    route: undefined,
    actor: undefined,
    sourceAddress: source.address,
    isSecure: source.isSecure,
    upstreamHeaders: [],
    extraHeaders: [],
    expectsContinue,
    tried: [],
    awaited: false,
    controller: undefined,
    answered: false,
    clientGone: false,
    bytes: 0,
  };
}
