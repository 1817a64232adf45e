/**
 * One HTTP server, the same in every service: problems, declared permissions, validation, logs,
 * metrics, readiness.
 */
import swagger from "@fastify/swagger";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { Problem } from "@pms/contracts/http/common";
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import { isPassing, isWaitTimeout } from "../db/outage.ts";
import { locked } from "../db/turns.ts";
import { parseJsonBodies } from "../json/parse-body.ts";
import type { Logger } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Readiness } from "../observe/readiness.ts";
import { continueTrace, requestIdOf } from "../observe/trace.ts";
import { ProblemError } from "../problem/problem.ts";
import { type Actor, refuseUndeclaredRoutes } from "../trust/access.ts";
import { authenticateRoutes } from "../trust/authenticate.ts";
import type { Verifier } from "../trust/verifier.ts";
import { compileValidator } from "../validation/validator.ts";
import type { App } from "./app.ts";
import { drainOf } from "./drain.ts";
import { limitConnections } from "./limit-connections.ts";
import { lowerCaseIds } from "./lower-case-ids.ts";
import { boundFailureLines, observeRequests } from "./observe-requests.ts";
import { documentOperation } from "./openapi.ts";
import { addProbes } from "./probes.ts";
import { sendProblem } from "./send-problem.ts";
import { shareProblem } from "./share-problem.ts";
import { answerUnmatched } from "./unmatched.ts";

const connectionsMax = 10_000;

export type ServerOptions = {
  title: string;
  logger: Logger;
  metrics: Metrics;
  verifier: Verifier;
  /** Bytes, where a route says nothing else; 64 KiB when absent. */
  bodyLimit?: number;
  readiness?: Readiness;
  /** False when the caller brings its own /livez, /readyz and /openapi.json. */
  probes?: boolean;
  /**
   * Told when a known caller was answered 403 or 404, for the audit: what is out of reach looks
   * missing (AZ-3). The path's parameters may hold anything, a name too (PRV-1).
   */
  onRefused?: (request: FastifyRequest, actor: Actor, status: 403 | 404) => void;
};

/**
 * The app without its routes. Nothing listens yet: tests use `inject`, `listen` is the caller's.
 */
export async function createServer(options: ServerOptions): Promise<App> {
  const app = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit ?? 65_536,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: "idle",
    // Who comes on an open connection while we close is served: a refusal here would fail a request
    // for nothing.
    return503OnClosing: false,
    genReqId: (request) => requestIdOf(request.headers["x-request-id"]),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(compileValidator);
  parseJsonBodies(app as FastifyInstance);
  answerProblems(app as FastifyInstance, options.logger);
  refuseUndeclaredRoutes(app as FastifyInstance);
  app.decorateRequest("traceparent", "");
  app.addHook("onRequest", (request, reply, done) => {
    request.traceparent = continueTrace(request.headers.traceparent?.toString());
    reply.header("x-request-id", request.id).header("cache-control", "no-store");
    if (request.url.includes("%00"))
      throw new ProblemError("malformed", "The address has a character that can't be stored.");
    done();
  });
  boundConnections(app as FastifyInstance, options.logger);
  answerUnmatched(app as FastifyInstance);
  lowerCaseIds(app as FastifyInstance);
  authenticateRoutes(app as FastifyInstance, options.verifier);
  reportRefusals(app as FastifyInstance, options.onRefused);
  observeRequests(app as FastifyInstance, options);
  retireConnections(app as FastifyInstance);
  closeQueries(app as FastifyInstance);
  declareProblems(app as FastifyInstance);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: options.title, version: "0.1.0" },
    },
    transform: documentOperation,
    transformObject: shareProblem,
  });
  if (options.probes !== false) addProbes(app, options);
  return app;
}

/** Behind the gateway there are few; as many as the process can open files for. */
function boundConnections(app: FastifyInstance, logger: Logger): void {
  const isRefused = limitConnections(app.server, { connectionsMax }, logger);
  app.addHook("onRequest", (request, reply, done) => {
    if (isRefused(request.raw.socket)) reply.hijack();
    else done();
  });
}

/**
 * A filter that nobody knows is refused: passed over, it would answer with everything, and a typing
 * error would look like a result.
 */
function closeQueries(app: FastifyInstance): void {
  app.addHook("onRoute", ({ schema }) => {
    if (schema?.querystring) schema.querystring = { ...schema.querystring, additionalProperties: false };
  });
}

/**
 * Where a route documents its answers, any other status leaves with the fields of a problem alone.
 */
function declareProblems(app: FastifyInstance): void {
  app.addHook("onRoute", ({ schema }) => {
    if (schema?.response) schema.response = { ...schema.response, default: Problem };
  });
}

function answerProblems(app: FastifyInstance, logger: Logger): void {
  const lines = boundFailureLines(app, logger);
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    const problem = hasGone(request, error) ? new ProblemError("malformed") : toProblem(error);
    const facts = { err: error, requestId: request.id, route: request.routeOptions.url, status: problem.status };
    if (problem.status >= 500) lines.note(String(facts.route), () => logger.error(facts, "a request failed"));
    // Nobody is there to be answered, so no other line tells of it.
    else if (hasGone(request, error)) logger.debug(facts, "the caller went away before the body had arrived");
    return sendProblem(problem, request, reply);
  });
}

/**
 * Whether the caller went away in the middle of the body: no failure of ours, and no outage, which
 * has the same code.
 */
function hasGone({ raw }: FastifyRequest, error: FastifyError | ProblemError): boolean {
  return "code" in error && error.code === "ECONNRESET" && raw.destroyed && !raw.complete;
}

function toProblem(error: FastifyError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error;
  switch (error.code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ProblemError("unsupported-media-type", "Send the body as application/json.");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ProblemError("too-large", "The body is too large.");
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new ProblemError("malformed", "The body is missing or its length is wrong.");
    default:
      if (isWaitTimeout(error)) return locked(error);
      return isPassing(error)
        ? new ProblemError("unavailable", undefined, { headers: { "retry-after": "1" }, cause: error })
        : new ProblemError("internal", undefined, { cause: error });
  }
}

function reportRefusals(app: FastifyInstance, onRefused: ServerOptions["onRefused"]): void {
  if (!onRefused) return;
  app.addHook("onResponse", (request, { statusCode }, done) => {
    if (request.actor && (statusCode === 403 || statusCode === 404)) onRefused(request, request.actor, statusCode);
    done();
  });
}

/**
 * While the server stops, no answer invites another request on its connection, which nobody would
 * serve (REL-7).
 */
function retireConnections(app: FastifyInstance): void {
  const drain = drainOf(app);
  app.addHook("preClose", async () => {
    drain.stopping = true;
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (drain.stopping) reply.header("connection", "close");
    done();
  });
}
