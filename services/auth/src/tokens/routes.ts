import type { App } from "@pms/kit/http/server";
import { Type } from "typebox";
import { publicRoute } from "../acts/declarations.ts";
import type { Deps } from "../deps.ts";

const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.String())) });

export function keyRoutes(app: App, { tokens }: Deps): void {
  app.get(
    "/.well-known/jwks.json",
    {
      config: publicRoute,
      schema: {
        tags: ["auth"],
        operationId: "getKeys",
        summary: "The public keys that access tokens are verified with",
        response: { 200: Type.Unsafe<object>(KeySet) },
      },
    },
    async (_request, reply) => {
      // Shorter than the time that a key is published before its use.
      reply.header("cache-control", "public, max-age=300");
      return tokens.keyRing.jwks();
    },
  );
}
