/** How a route is declared, in every service: one object that reads like its line in OpenAPI. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { Permission } from "@pms/contracts/auth/permissions";
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyRequest,
  RawServerDefault,
  RouteGenericInterface,
  RouteHandlerMethod,
  RouteOptions,
} from "fastify";
import type { App } from "./app.ts";

/** The schemas of a route: `response` by status. */
type Schemas<Params, Query, Body, Response> = {
  params?: Params;
  querystring?: Query;
  body?: Body;
  response?: Response;
};

type Handler<Params, Query, Body, Response> = RouteHandlerMethod<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  RouteGenericInterface,
  FastifyContextConfig,
  { params: Params; querystring: Query; body: Body; response: Response },
  TypeBoxTypeProvider
>;

export type Route<Params, Query, Body, Response> = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "QUERY";
  url: string;
  operationId: string;
  summary: string;
  description?: string;
  tags: readonly string[];
  /**
   * The permission that a caller needs, several of which one is enough, or that anyone may call.
   */
  access: Permission | readonly Permission[] | "public";
  /** Bytes; 64 KiB when absent. */
  bodyLimit?: number;
  /** Before the body is checked: what it lacks may stand elsewhere. */
  preValidation?: (request: FastifyRequest) => Promise<void>;
  /** Leaves faults of params and querystring to the handler, in `request.validationError`. */
  attachValidation?: boolean;
  handler: Handler<Params, Query, Body, Response>;
} & Omit<FastifyContextConfig, "access"> &
  Schemas<Params, Query, Body, Response>;

/**
 * Adds the route. Who forgets to say who may call it is told by the type checker, and at boot
 * (AZ-1).
 */
export function addRoute<
  const Params = undefined,
  const Query = undefined,
  const Body = undefined,
  const Response = undefined,
>(app: Pick<App, "route">, declared: Route<Params, Query, Body, Response>): void {
  const { method, url, access, handler, bodyLimit, attachValidation, preValidation, ...rest } = declared;
  const { operationId, summary, description, tags, params, querystring, body, response, ...config } = rest;
  const schema = { operationId, summary, description, tags, params, querystring, body, response };
  const options = {
    method,
    url,
    handler,
    bodyLimit,
    attachValidation,
    preValidation,
    config: { ...config, access: access === "public" ? { public: true } : { permission: access } },
    schema: present(schema),
  };
  // The handler's types say more than those of a route of any shape, and come from the same schemas.
  app.route(present(options) as unknown as RouteOptions);
}

/**
 * Adds what is no operation of the API and open to anyone: a page, a probe. The document leaves it
 * out.
 */
export function addPage(app: Pick<FastifyInstance, "route">, url: string, handler: RouteHandlerMethod): void {
  app.route({ method: "GET", url, handler, config: { access: { public: true } }, schema: { hide: true } });
}

/** Without what is undefined, which Fastify takes for a value. */
function present(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
