/**
 * What OpenAPI says of every operation beside its own schema. Made for the document alone: no route
 * behaves otherwise for it.
 */
import type { SwaggerTransform } from "@fastify/swagger";
import { Problem } from "@pms/contracts/http/common";
import { problemKinds } from "@pms/contracts/http/problems";
import type { FastifyContextConfig } from "fastify";
import { type TProperties, type TSchema, Type } from "typebox";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * That the route reads If-Match, and answers 428 without it where it is required. Read it
     * through `ifMatchVersions`.
     */
    ifMatch?: "required" | "optional";
    /**
     * That the route reads Idempotency-Key, and answers 400 without it where it is required. Read
     * it through `readIdempotencyKey`.
     */
    idempotencyKey?: "required" | "optional";
    /**
     * Statuses of refusals that do not follow from what else the route declares; for the document
     * alone.
     */
    refusals?: readonly number[];
  }
}

const ifMatch = Type.String({ description: "The ETag that you read", examples: ['"v3"'] });
const ifNoneMatch = Type.String({
  description: "The ETag of what you have: 304 when it is still that",
  examples: ['"v3"'],
});
const idempotencyKey = Type.String({
  minLength: 1,
  maxLength: 255,
  description:
    "Of your choice, a new one for every effect: sent again with the same body, the first answer comes again",
});
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: Problem } },
});

const etag = Type.String({ description: "Names this version of the record, for If-Match and If-None-Match" });
const location = Type.String({ description: "The path of what was made" });

/**
 * Adds what follows from what a route declares: its headers, the media types of a merge patch, and,
 * where it documents its answers, the problems by their statuses.
 */
export const documentOperation: SwaggerTransform = ({ schema, url, route }) => {
  const response = schema?.response as Answers | undefined;
  const headers = headersOf(route.config ?? {}, response);
  return {
    url,
    schema: {
      ...schema,
      ...(headers && { headers }),
      ...(route.method === "PATCH" && { consumes: ["application/merge-patch+json", "application/json"] }),
      ...(response && {
        response: {
          ...withHeaders(response, route.config ?? {}),
          ...problemsOf({ url, method: String(route.method), config: route.config ?? {} }),
          default: problem("What is wrong, as RFC 9457 says it"),
        },
      }),
    },
  };
};

/**
 * What is wrong with a request anywhere, with who sends it, with what is named in the path, with a
 * body, a header, the rest.
 */
function problemsOf({ url, method, config }: { url: string; method: string; config: FastifyContextConfig }): object {
  const isOpen = config.access !== undefined && "public" in config.access;
  const statuses = new Set([
    400,
    ...(isOpen ? [] : [401, 403]),
    ...(url.includes(":") ? [404] : []),
    ...(method === "GET" || method === "HEAD" ? [] : [413, 415]),
    ...(config.ifMatch ? [412, 428] : []),
    ...(config.idempotencyKey ? [409, 422] : []),
    ...(config.refusals ?? []),
    503,
  ]);
  return Object.fromEntries([...statuses].map((status) => [status, problem(titleOf(status))]));
}

function titleOf(status: number): string {
  const titles = Object.values(problemKinds).filter((kind) => kind.status === status);
  return titles.map(({ title }) => title).join("; or: ");
}

/** By status. */
type Answers = Readonly<Record<string, TSchema>>;

function headersOf(config: FastifyContextConfig, response: Answers | undefined): TSchema | undefined {
  const { ifMatch: match, idempotencyKey: key } = config;
  const headers: TProperties = {
    ...(match && { "If-Match": match === "required" ? ifMatch : Type.Optional(ifMatch) }),
    ...(response?.[304] && { "If-None-Match": Type.Optional(ifNoneMatch) }),
    ...(key && { "Idempotency-Key": key === "required" ? idempotencyKey : Type.Optional(idempotencyKey) }),
  };
  return Object.keys(headers).length > 0 ? Type.Object(headers) : undefined;
}

/**
 * A record that is read or written by its version is answered with its ETag, a new one with its
 * Location too.
 */
function withHeaders(response: Answers, { ifMatch: match }: FastifyContextConfig): Answers {
  const isVersioned = match !== undefined || response[304] !== undefined;
  return Object.fromEntries(
    Object.entries(response).map(([status, answer]) => {
      const headers = {
        ...((isVersioned || (status === "201" && isRecord(answer))) && { ETag: etag }),
        ...(status === "201" && { Location: location }),
      };
      return [status, Object.keys(headers).length > 0 ? { ...answer, headers } : answer];
    }),
  );
}

/** Whether it has a version of its own. */
function isRecord(answer: TSchema): boolean {
  return "properties" in answer && Object.hasOwn(Object(answer.properties), "version");
}
