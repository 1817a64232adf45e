/** What OpenAPI says of every operation beside its own schema. Made for the document alone: no route behaves otherwise for it. */
import type { SwaggerTransform } from "@fastify/swagger";
import { Problem } from "@pms/contracts/common";
import type { FastifyContextConfig } from "fastify";
import { type TSchema, Type } from "typebox";

declare module "fastify" {
  interface FastifyContextConfig {
    /** That the route reads If-Match, and answers 428 without it where it is required. Read it through `ifMatchVersions`. */
    ifMatch?: "required" | "optional";
    /** That the route reads Idempotency-Key, and answers 400 without it where it is required. Read it through `readIdempotencyKey`. */
    idempotencyKey?: "required" | "optional";
  }
}

const ifMatch = Type.String({ description: "The ETag that you read", examples: ['"v3"'] });
const idempotencyKey = Type.String({
  minLength: 1,
  maxLength: 255,
  description:
    "Of your choice, a new one for every effect: sent again with the same body, the first answer comes again",
});
const problem = {
  description: "What is wrong, as RFC 9457 says it",
  content: { "application/problem+json": { schema: Problem } },
};

/** Adds the headers that the route declares, and that every operation which documents its answers may answer with a problem. */
export const documentOperation: SwaggerTransform = ({ schema, url, route }) => {
  const headers = headersOf(route.config ?? {});
  return {
    url,
    schema: {
      ...schema,
      ...(headers && { headers }),
      ...(schema?.response !== undefined && { response: { ...schema.response, default: problem } }),
    },
  };
};

function headersOf(config: FastifyContextConfig): TSchema | undefined {
  const { ifMatch: match, idempotencyKey: key } = config;
  if (!match && !key) return undefined;
  return Type.Object({
    ...(match && { "If-Match": match === "required" ? ifMatch : Type.Optional(ifMatch) }),
    ...(key && { "Idempotency-Key": key === "required" ? idempotencyKey : Type.Optional(idempotencyKey) }),
  });
}
