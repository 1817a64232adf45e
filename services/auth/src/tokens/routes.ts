import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";

const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.String())) });

export function keyRoutes(app: App, { tokens }: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/.well-known/jwks.json",
    operationId: "getKeys",
    summary: "The public keys that access tokens are verified with",
    tags: ["auth"],
    access: "public",
    response: { 200: Type.Unsafe<object>(KeySet) },
    handler: async (_request, reply) => {
      // Shorter than the time that a key is published before its use.
      reply.header("cache-control", "public, max-age=300");
      return tokens.keyRing.jwks();
    },
  });
}
